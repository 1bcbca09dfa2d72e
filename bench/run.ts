import { answerTimes } from './answer-times.ts'
import { authenticateRates } from './authenticate.ts'
import { startPostgresEngine } from './engines/postgres-engine.ts'
import { startRedisEngine } from './engines/redis-engine.ts'
import { policyRates } from './policy.ts'
import { printGetMe } from './print-get-me.ts'
import { printStore } from './print-store.ts'
import type { Rate } from './rate.ts'

function print(title: string, rates: readonly Rate[]): void {
  console.log(`\n${title}`)
  for (const { name, perSecond } of rates) {
    console.log(`  ${name.padEnd(48)} ${Math.round(perSecond).toLocaleString('en').padStart(12)} /s`)
  }
}

console.log(`Node ${process.version}`)
print('Policy decisions, one core', policyRates())
print('Sessions recognised, 64 in flight', await authenticateRates())
await printGetMe()
console.log('\nAn answer that lets nobody in, median of 1,000')
for (const { name, us } of await answerTimes())
  console.log(`  ${name.padEnd(48)} ${us.toFixed(1).padStart(12)} µs`)
await printStore(startRedisEngine, { notDue: 0.85, due: 0.8, login: 0.5 })
await printStore(startPostgresEngine, { notDue: 0.85, due: 0.85, login: 0.5 })
