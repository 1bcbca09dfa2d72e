import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { CONFLICT, OptimisticLoop, StoreConflictError } from '@seatkit/core'
import { describe, expect, it } from 'vitest'

/** Keeps the event loop until the deadline has passed, as a call that blocks does. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('OptimisticLoop', () => {
  it('answers what the attempt answers', async () => {
    expect(await new OptimisticLoop().run('user', async () => 42)).toBe(42)
  })

  it('makes the attempts of one user one after the other, in the order of the calls', async () => {
    const loop = new OptimisticLoop()
    const steps: string[] = []
    const attempt = (name: string) => async () => {
      steps.push(`${name} begins`)
      await turn()
      steps.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => loop.run('user', attempt(name))))
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('does not make one user wait for another', async () => {
    const loop = new OptimisticLoop()
    let open = (_answer: string): void => {}
    const gate = new Promise<string>((resolve) => {
      open = resolve
    })
    const first = loop.run('first', () => gate)
    expect(await loop.run('second', async () => 'at once')).toBe('at once')
    open('later')
    expect(await first).toBe('later')
  })

  it('repeats an attempt that lost until it wins, before the next of that user', async () => {
    const loop = new OptimisticLoop()
    const answers = [CONFLICT, CONFLICT, 'won'] as const
    let tries = 0
    const [first, second] = await Promise.all([
      loop.run('user', async () => answers[tries++] ?? 'too often'),
      loop.run('user', async () => tries),
    ])
    expect([first, second]).toEqual(['won', 3])
  })

  it('gives up at the deadline with a StoreConflictError', async () => {
    let tries = 0
    const started = performance.now()
    const lost = new OptimisticLoop(40).run('user', async () => {
      tries++
      return CONFLICT
    })
    await expect(lost).rejects.toBeInstanceOf(StoreConflictError)
    expect(performance.now() - started).toBeGreaterThanOrEqual(39)
    expect(tries).toBeGreaterThan(1)
  })

  it('counts the time in the queue: what waited past its deadline is not attempted', async () => {
    const loop = new OptimisticLoop(20)
    let attempted = false
    const [first, second] = await Promise.allSettled([
      loop.run('user', async () => {
        // The other has been asked for by then.
        await null
        block(30)
      }),
      loop.run('user', async () => {
        attempted = true
      }),
    ])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ reason: { code: 'store-conflict' } })
    expect(attempted).toBe(false)
  })

  it('passes an error on at once, and goes on with the next', async () => {
    const loop = new OptimisticLoop()
    const reason = new Error('down')
    let tries = 0
    const [first, second] = await Promise.allSettled([
      loop.run('user', async () => {
        tries++
        throw reason
      }),
      loop.run('user', async () => 'fine'),
    ])
    expect(first).toEqual({ status: 'rejected', reason })
    expect(tries).toBe(1)
    expect(second).toEqual({ status: 'fulfilled', value: 'fine' })
  })

  it('keeps nothing of users whose queue is empty', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    const loop = new OptimisticLoop()
    const runMany = async (from: number): Promise<number> => {
      for (let index = from; index < from + 20_000; index++) {
        await loop.run(`user ${index} ${'x'.repeat(500)}`, async () => null)
      }
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const before = await runMany(0)
    const after = await runMany(20_000)
    expect(after - before).toBeLessThan(5_000_000)
  })
})
