import type { ClientRate, Comparison } from './comparison.ts'
import type { Engine } from './engines/engine.ts'
import { loginStorm } from './login-storm.ts'
import { loginTrips } from './login-trips.ts'
import { storeRates } from './store-rates.ts'
import { storedSessions } from './stored-sessions.ts'

const TRIPS = 2
const STORM_MS = 2_000
const BYTES = 700
const GROWTH = 0.9

/** What share of the driver's own rate each has to reach. */
export type Aims = Readonly<Record<'notDue' | 'due' | 'login', number>>

/** Measures a store on servers of its own and prints it, with what is aimed at. */
export async function printStore(start: () => Promise<Engine>, aims: Aims): Promise<void> {
  await printWork(start, aims)
  const { bytes, growth } = await storedSessions(start)
  for (const [what, size] of Object.entries(bytes)) {
    print(`bytes a session: ${what}`, size.toFixed(0), what === 'sessions' ? `aim ≤ ${BYTES}` : '')
  }
  printComparison(growth, GROWTH)
}

async function printWork(start: () => Promise<Engine>, aims: Aims): Promise<void> {
  await using engine = await start()
  console.log(`\n${engine.name}, 64 in flight, × what the driver alone can do`)
  const { notDue, due, login, blindLogin } = await storeRates(engine)
  printComparison(notDue, aims.notDue)
  printComparison(due, aims.due)
  printComparison(login, aims.login)
  if (blindLogin) printComparison(blindLogin)
  print('round trips of a sign-in', (await loginTrips(engine)).toFixed(2), `aim ${TRIPS}`)
  const { medianMs, longestMs, outcomes } = await loginStorm(engine)
  print('100 logins of one user from 4 processes', `${medianMs.toFixed(0)} ms`, `aim < ${STORM_MS} ms`)
  print('the longest of them', `${longestMs.toFixed(0)} ms`, JSON.stringify(outcomes))
}

function printComparison({ baseline, compared, ratio }: Comparison, aim?: number): void {
  printRate(baseline)
  printRate(compared, `  × ${ratio.toFixed(2)}${aim === undefined ? '' : `, aim ≥ ${aim}`}`)
}

function printRate({ name, perSecond, cpuUs }: ClientRate, remark: string = ''): void {
  const rate = `${Math.round(perSecond).toLocaleString('en')} /s`
  print(name, rate, `${cpuUs.toFixed(1).padStart(6)} µs of CPU here${remark}`)
}

function print(name: string, value: string, remark: string): void {
  console.log(`  ${name.padEnd(48)} ${value.padStart(14)}  ${remark}`.trimEnd())
}
