import { getMeRates, type Share } from './get-me.ts'
import { type Framework, getMeApps } from './get-me-apps.ts'

/** What share of the same app's rate without sessions the memory store has to leave. */
const AIM = 0.85

/** Measures one request in every framework and prints it. */
export async function printGetMe(): Promise<void> {
  console.log('\nGET /me, 50 connections, × the same app without sessions, × one route open to everybody')
  for (const framework of Object.keys(getMeApps) as Framework[]) {
    for (const { name, perSecond, cpuUs, ofWithout, ofOpen } of await getMeRates(framework)) {
      const rate = `${Math.round(perSecond).toLocaleString('en').padStart(8)} /s  ${cpuUs.toFixed(1)} µs of CPU`
      const aim = name.endsWith('memory') ? `, aim ≥ ${AIM}` : ''
      console.log(`  ${name.padEnd(28)} ${rate}  × ${textOf(ofWithout)}${aim}  × ${textOf(ofOpen)}`)
    }
  }
}

function textOf({ byRate, byCpu }: Share): string {
  return `${byCpu.toFixed(2)} by CPU, ${byRate.toFixed(2)} by rate`
}
