import { memoryStore, type SessionEvent, type SessionStore } from '@seatkit/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { admitted, challenged, device, setup } from './setup.ts'

const seed = Number(process.env.SEATKIT_SEED ?? Date.now() % 2 ** 31)
console.log(`end-all-race: SEATKIT_SEED=${seed}`)

/** A store whose calls are answered in any order that the scheduler likes. */
function scheduled(store: SessionStore, scheduler: fc.Scheduler): SessionStore {
  return {
    touch: scheduler.scheduleFunction((...args: Parameters<SessionStore['touch']>) => store.touch(...args)),
    find: scheduler.scheduleFunction((userId: string, id: string) => store.find(userId, id)),
    read: scheduler.scheduleFunction((userId: string) => store.read(userId)),
    update: (userId, decide) =>
      scheduler.schedule(Promise.resolve()).then(() => store.update(userId, decide)),
    history: (...args) => store.history(...args),
    audit: (...args) => store.audit(...args),
    expired: (limit) => store.expired(limit),
    purge: (limit) => store.purge(limit),
    forget: (userId) => store.forget(userId),
  }
}

/** The ids of the sessions that began later than the last of those that were ended by `endAll`. */
function begunSince(events: readonly SessionEvent[]): string[] {
  const isEnd = (event: SessionEvent): boolean =>
    (event.type === 'session.ended' && event.session.endReason === 'user-disabled') ||
    (event.type === 'challenge.closed' && event.status === 'cancelled')
  const since = events.slice(events.findLastIndex(isEnd) + 1)
  return since.flatMap((event) => (event.type === 'session.started' ? [event.session.id] : []))
}

it('R10 whatever happens at the same time, ending all sessions leaves none, and no approval, from before', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const store = memoryStore()
    const before = setup({ store })
    const first = admitted(await before.sessions.signIn('alice', { device: device('a') }))
    const waiting = challenged(await before.sessions.signIn('alice', { device: device('b') }))
    const { challenge, ticket } = waiting

    const { sessions, events } = setup({ store: scheduled(store, scheduler) })
    const under = [
      sessions.authenticate(first.token),
      sessions.rotate(first.session),
      sessions.answer(first.session, challenge.id, challenge.code),
      sessions.redeem(ticket),
      sessions.signIn('alice', { device: device('c') }),
      sessions.signIn('alice', { device: device('a') }),
      sessions.endAll('alice', 'user-disabled'),
    ]
    await scheduler.waitFor(Promise.all(under))

    const alive = (await before.sessions.list('alice')).map(({ id }) => id)
    expect(begunSince(events)).toEqual(expect.arrayContaining(alive))
    expect((await before.sessions.authenticate(first.token)).session).toBeNull()
    const late = await before.sessions.redeem(ticket)
    expect(['over', 'unknown']).toContain(late.status)
  })
  await fc.assert(property, { seed, numRuns: 300 })
})
