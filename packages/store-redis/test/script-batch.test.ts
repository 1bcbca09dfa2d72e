import { describe, expect, it } from 'vitest'
import { Deadline } from '../src/deadline.ts'
import { ScriptBatch } from '../src/script-batch.ts'

const LATE = 'Redis did not answer in time'

describe('a batch of calls', () => {
  it('refuses each at its own deadline, and the others go on', async () => {
    const batch = new ScriptBatch()
    const third = batch.add(['a'], [1], new Deadline(30))
    const second = batch.add(['b'], [2], new Deadline(10))
    const first = batch.add(['c'], [3], new Deadline(-1))
    const patient = batch.add(['d'], [4], new Deadline(60_000))
    expect([batch.size, batch.keys, batch.values]).toEqual([4, ['a', 'b', 'c', 'd'], [1, 2, 3, 4]])
    const refused: string[] = []
    const refusals = Object.entries({ third, second, first }).map(([name, call]) =>
      call.catch(() => refused.push(name)),
    )
    let answer: (reply: unknown) => void = () => {}
    const settled = batch.settle(new Promise((resolve) => (answer = resolve)))
    await Promise.all(refusals)
    expect(refused).toEqual(['first', 'second', 'third'])
    await expect(third).rejects.toThrow(LATE)
    answer([1_700_000_000_000, ['one', 'two', 'three', 'four']])
    expect(await patient).toEqual({ now: 1_700_000_000_000, reply: 'four' })
    await settled
  })

  it('hands each its reply, which may be an error of its own', async () => {
    const batch = new ScriptBatch()
    const calls = ['a', 'b'].map((key) => batch.add([key], [], new Deadline(60_000)))
    const damage = new Error('WRONGTYPE')
    await Promise.all([batch.settle(Promise.resolve([7, [damage, null]])), Promise.allSettled(calls)])
    expect(await Promise.allSettled(calls)).toEqual([
      { status: 'rejected', reason: damage },
      { status: 'fulfilled', value: { now: 7, reply: null } },
    ])
  })

  it.each([[[7, ['of one']]], [['now', ['a', 'b']]], [null]])('takes %j for no answer', async (answer) => {
    const batch = new ScriptBatch()
    const calls = ['a', 'b'].map((key) => batch.add([key], [], new Deadline(60_000)))
    const outcomes = Promise.allSettled(calls)
    await batch.settle(Promise.resolve(answer))
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'store-corrupt' } })
  })
})
