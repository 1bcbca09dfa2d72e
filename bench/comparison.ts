import { median, type Rate } from './rate.ts'

const IN_FLIGHT = 64
const ROUNDS = 50
/** Before them: what is compiled while it runs is slower until it is. */
const WARM_UP = 20
const SLICE_MS = 50

/** Asynchronous work, and how it is called in what is printed. */
export interface Work {
  readonly name: string
  readonly once: () => Promise<unknown>
}

/** How often in a second, and what one costs this process: CPU time says more where others share the cores. */
export interface ClientRate extends Rate {
  readonly cpuUs: number
}

export interface Comparison {
  readonly baseline: ClientRate
  readonly compared: ClientRate
  /** Of the two rates: the median of rounds, in each of which both met the same machine. */
  readonly ratio: number
}

/** Measures two kinds of work against each other, 64 in flight: in short slices, and each as often first as second. */
export async function comparison(baseline: Work, compared: Work): Promise<Comparison> {
  for (let round = 0; round < WARM_UP; round++) {
    await sliceOf(baseline.once)
    await sliceOf(compared.once)
  }
  const rounds: (readonly [Slice, Slice])[] = []
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) {
      rounds.push([await sliceOf(baseline.once), await sliceOf(compared.once)])
    } else {
      const second = await sliceOf(compared.once)
      rounds.push([await sliceOf(baseline.once), second])
    }
  }
  return {
    baseline: medianRate(
      baseline.name,
      rounds.map(([slice]) => slice),
    ),
    compared: medianRate(
      compared.name,
      rounds.map(([, slice]) => slice),
    ),
    ratio: median(rounds.map(([first, second]) => second.perSecond / first.perSecond)),
  }
}

type Slice = Omit<ClientRate, 'name'>

async function sliceOf(once: () => Promise<unknown>): Promise<Slice> {
  const started = performance.now()
  const before = process.cpuUsage()
  let done = 0
  const worker = async () => {
    for (; performance.now() - started < SLICE_MS; done++) await once()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  const { user, system } = process.cpuUsage(before)
  return { perSecond: (done * 1_000) / (performance.now() - started), cpuUs: (user + system) / done }
}

function medianRate(name: string, slices: readonly Slice[]): ClientRate {
  return {
    name,
    perSecond: median(slices.map(({ perSecond }) => perSecond)),
    cpuUs: median(slices.map(({ cpuUs }) => cpuUs)),
  }
}
