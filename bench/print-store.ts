import type { Engine } from './engines/engine.ts'
import type { ClientRate } from './interleaved-rates.ts'
import { loginStorm } from './login-storm.ts'
import { loginTrips } from './login-trips.ts'
import { type StoreAims, storeRates } from './store-rates.ts'
import { storedSessions } from './stored-sessions.ts'

const TRIPS = 2
const STORM_MS = 2_000
const BYTES = 700
const GROWTH = 0.9

/** Measures and prints a store on its servers; behind each figure what is aimed at. */
export async function printStore(start: () => Promise<Engine>, aims: StoreAims): Promise<void> {
  await using engine = await start()
  console.log(`\n${engine.name}, 64 in flight, × the driver alone`)
  for (const { raw, own, aim } of await storeRates(engine, aims)) {
    printRate(raw)
    printRate(own, raw, aim)
  }
  print('round trips of a sign-in', (await loginTrips(engine)).toFixed(2), `aim ${TRIPS}`)
  const { medianMs, longestMs, outcomes } = await loginStorm(engine)
  print('100 logins of one user from 4 processes', `${medianMs.toFixed(0)} ms`, `aim ≤ ${STORM_MS} ms`)
  print('  the longest of 5 times', `${longestMs.toFixed(0)} ms`, JSON.stringify(outcomes))

  const { bytes, few, many } = await storedSessions(start)
  for (const [what, size] of Object.entries(bytes))
    print(`bytes per session: ${what}`, size.toFixed(0), what === 'sessions' ? `aim ≤ ${BYTES}` : '')
  printRate(few)
  printRate(many, few, GROWTH)
}

function printRate({ name, perSecond, cpuUs }: ClientRate, baseline?: ClientRate, aim?: number): void {
  const ratio = baseline ? `  × ${(perSecond / baseline.perSecond).toFixed(2)}, aim ≥ ${aim}` : ''
  const rate = `${Math.round(perSecond).toLocaleString('en')} /s`
  print(name, rate, `${cpuUs.toFixed(1)} µs of CPU${ratio}`)
}

function print(name: string, value: string, remark: string): void {
  console.log(`  ${name.padEnd(48)} ${value.padStart(15)}  ${remark}`)
}
