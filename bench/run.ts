import { answerTimes } from './answer-times.ts'
import { authenticateRates } from './authenticate.ts'
import { startPostgresEngine } from './engines/postgres-engine.ts'
import { startRedisEngine } from './engines/redis-engine.ts'
import { getMeRates } from './get-me.ts'
import { policyRates } from './policy.ts'
import { printStore } from './print-store.ts'
import type { Rate } from './rate.ts'

function print(title: string, rates: readonly Rate[], baseline?: Rate): void {
  console.log(`\n${title}`)
  for (const { name, perSecond } of rates) {
    const ratio = baseline ? `  × ${(perSecond / baseline.perSecond).toFixed(2)}` : ''
    console.log(`  ${name.padEnd(48)} ${Math.round(perSecond).toLocaleString('en').padStart(12)} /s${ratio}`)
  }
}

console.log(`Node ${process.version}`)
print('Policy decisions, one core', policyRates())
print('Sessions recognised, 64 in flight', await authenticateRates())
const getMe = await getMeRates()
print('One request, 50 connections, × Express without sessions', getMe, getMe[0])
for (const { name, serverUs } of getMe)
  console.log(`  ${name.padEnd(48)} ${serverUs.toFixed(1).padStart(12)} µs of CPU a request`)
console.log('\nAn answer that lets nobody in, median of 1,000')
for (const { name, us } of await answerTimes())
  console.log(`  ${name.padEnd(48)} ${us.toFixed(1).padStart(12)} µs`)
await printStore(startRedisEngine, { notDue: 0.85, due: 0.8, login: 0.5 })
await printStore(startPostgresEngine, { notDue: 0.85, due: 0.85, login: 0.5 })
