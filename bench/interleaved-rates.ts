import { median, type Rate } from './rate.ts'

const ROUNDS = 25
const SLICE_MS = 100

/** How often in a second, and what one costs this process: CPU time says more where others share the cores. */
export interface ClientRate extends Rate {
  readonly cpuUs: number
}

/** Measures asynchronous work of several kinds, `inFlight` at a time: short slices in turn, so that all meet the same machine. */
export async function interleavedRates(
  inFlight: number,
  works: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<ClientRate[]> {
  const measured = Object.entries(works).map(([name, work]) => ({ name, work, slices: [] as Slice[] }))
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { work, slices } of measured) {
      const slice = await sliceOf(inFlight, work)
      if (round > 0) slices.push(slice)
    }
  }
  return measured.map(({ name, slices }) => ({
    name,
    perSecond: median(slices.map(({ perSecond }) => perSecond)),
    cpuUs: median(slices.map(({ cpuUs }) => cpuUs)),
  }))
}

type Slice = Omit<ClientRate, 'name'>

async function sliceOf(inFlight: number, work: () => Promise<unknown>): Promise<Slice> {
  const started = performance.now()
  const before = process.cpuUsage()
  let done = 0
  const worker = async () => {
    for (; performance.now() - started < SLICE_MS; done++) await work()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  const { user, system } = process.cpuUsage(before)
  return { perSecond: (done * 1_000) / (performance.now() - started), cpuUs: (user + system) / done }
}
