import { type OpenedStore, storeCases } from '@seatkit/conformance'

/** The ids of the cases that this store does not pass. */
export async function failingCases(open: () => OpenedStore): Promise<string[]> {
  const failing: string[] = []
  for (const { id, run } of storeCases({ open })) {
    await run().catch(() => failing.push(id))
  }
  return failing
}
