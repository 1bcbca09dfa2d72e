/** How often something is done in a second: the median of slices, so that one pause of the machine does not decide. */
export interface Rate {
  readonly name: string
  readonly perSecond: number
}

const SLICES = 7
const SLICE_MS = 400

/** Measures synchronous work. `work` does `count` of it. */
export function rateOf(name: string, count: number, work: () => void): Rate {
  const rates = slices(() => {
    const started = performance.now()
    let done = 0
    for (; performance.now() - started < SLICE_MS; done += count) work()
    return (done * 1_000) / (performance.now() - started)
  })
  return { name, perSecond: median(rates) }
}

/** Measures asynchronous work, `inFlight` at a time. */
export async function asyncRateOf(
  name: string,
  inFlight: number,
  work: () => Promise<unknown>,
): Promise<Rate> {
  const rates: number[] = []
  for (let slice = 0; slice <= SLICES; slice++) {
    const started = performance.now()
    let done = 0
    const worker = async () => {
      for (; performance.now() - started < SLICE_MS; done++) await work()
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
    rates.push((done * 1_000) / (performance.now() - started))
  }
  // The first slice warms up.
  return { name, perSecond: median(rates.slice(1)) }
}

function slices(measure: () => number): number[] {
  measure()
  return Array.from({ length: SLICES }, measure)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
