import { memoryBus, type SessionEvent } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, MINUTE, otherThan, setup } from './setup.ts'

it('tells of everything that happens, in order, as the audit trail has it (G10)', async () => {
  const { sessions, events, clock } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  await sessions.answer(first.session, id, otherThan(code))
  await sessions.answer(first.session, id, code)
  await sessions.redeem(waiting.ticket)
  await sessions.signIn('alice', { device: device('c') })
  const rotated = await sessions.rotate(first.session)
  clock.advance(MINUTE)
  await sessions.endOthers(first.session)
  await sessions.signOut(rotated?.session ?? first.session)

  expect(events.map(({ type }) => type)).toEqual([
    'session.started',
    'challenge.created',
    'answer.rejected',
    'challenge.closed',
    'challenge.closed',
    'session.started',
    'sign-in.rejected',
    'session.rotated',
    'session.ended',
    'session.ended',
  ])
  const { items } = await sessions.audit('alice', { limit: 100 })
  expect(items.toReversed()).toEqual(events)
})

it('tells the subscribers of the user what is committed, a change at a time', async () => {
  const { sessions } = setup()
  const told: (readonly SessionEvent[])[] = []
  const stop = await sessions.subscribe('alice', { onEvents: (some) => told.push(some), onGap() {} })
  await sessions.signIn('bob', { device: device('x') })
  await sessions.signIn('alice', { device: device('a') })
  await sessions.signIn('alice', { device: device('a') })
  stop()
  await sessions.endAll('alice')
  expect(told.map((some) => some.map(({ type }) => type))).toEqual([
    ['session.started'],
    ['session.ended', 'session.started'],
  ])
})

it('tells nothing of what changes nothing', async () => {
  const { sessions, events } = setup()
  const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  events.length = 0
  await sessions.authenticate(token)
  await sessions.recheck(session)
  await sessions.list('alice')
  await sessions.challenges(session)
  await sessions.end('alice', 'other')
  await sessions.endOthers(session)
  await sessions.expire('alice')
  await sessions.sweep()
  expect(events).toEqual([])
})

it.each<[string, () => void | Promise<void>]>([
  [
    'throws',
    () => {
      throw new Error('broken')
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
])('an onEvent that %s fails no call, and onError is told', async (_, onEvent) => {
  const { sessions, errors } = setup({ onEvent })
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  expect((await sessions.authenticate(token)).session).not.toBeNull()
  expect(errors).toEqual([new Error('broken')])
})

it('an onEvent that answers something is no failure', async () => {
  const kept: SessionEvent[] = []
  const { sessions, errors } = setup({ onEvent: ((event: SessionEvent) => kept.push(event)) as never })
  await sessions.signIn('alice', { device: device('a') })
  expect([kept.length, errors]).toEqual([1, []])
})

it('a bus that fails fails no call, onError is told, and onEvent still hears of it', async () => {
  const bus = { ...memoryBus(), publish: () => Promise.reject(new Error('the bus is down')) }
  const { sessions, events, errors } = setup({ bus })
  await sessions.signIn('alice', { device: device('a') })
  expect(events).toHaveLength(1)
  expect(errors).toEqual([new Error('the bus is down')])
})

it('a failure that nobody listens for is a process warning', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  const { sessions } = setup({
    onError: undefined as never,
    onEvent() {
      throw new Error('broken')
    },
  })
  await sessions.signIn('alice', { device: device('a') })
  expect((await warned).message).toBe('broken')
})

it('G10 nobody is told of a change that was not committed', async () => {
  const { sessions, events } = setup({ policy: () => Promise.reject(new Error('no such plan')) })
  await expect(sessions.signIn('alice', { device: device('a') })).rejects.toThrow('no such plan')
  expect(events).toEqual([])
})

it('tells every listener on the bus, though one of them fails', async () => {
  const { sessions, errors } = setup()
  const told: SessionEvent[] = []
  const failing = { onEvents: () => expect.fail('a listener'), onGap() {} }
  await sessions.subscribe('alice', failing)
  await sessions.subscribe('alice', { onEvents: (events) => void told.push(...events), onGap() {} })
  await sessions.signIn('alice', { device: device('a') })
  expect(told.map(({ type }) => type)).toEqual(['session.started'])
  expect(errors).toEqual([expect.any(AggregateError)])
})
