import { memoryStore } from '@seatkit/core'
import { expect, it } from 'vitest'
import { listeningStore } from './listening-store.ts'
import { admitted, challenged, device, firstAndWaiting, otherThan, setup } from './setup.ts'

const NOBODY = 'A'.repeat(22)

it('R52 what is unknown, somebody else’s, over or wrong costs the store the same calls', async () => {
  const asked: string[] = []
  const { sessions } = setup({ store: listeningStore(memoryStore(), asked) })
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  const bob = admitted(await sessions.signIn('bob', { device: device('a') }))
  const his = challenged(await sessions.signIn('bob', { device: device('b') }))
  const gone = challenged(await sessions.signIn('alice', { device: device('c') }))
  await sessions.cancel(gone.ticket)
  const mallory = admitted(await sessions.signIn('mallory', { device: device('m') }))

  const callsOf = async (ask: () => Promise<unknown>): Promise<string> => {
    asked.length = 0
    await ask()
    return asked.join()
  }
  const costs = async (asks: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> => {
    const calls: string[] = []
    for (const ask of asks) calls.push(await callsOf(ask))
    return [...new Set(calls)]
  }
  const answers = [NOBODY, his.challenge.id, gone.challenge.id, id].map(
    (challenge) => () => sessions.answer(first.session, challenge, otherThan(code)),
  )
  const tickets = [
    waiting.ticket.replace(id, NOBODY),
    waiting.ticket.replace(/.{43}$/, 'A'.repeat(43)),
    gone.ticket,
  ]
  expect(await costs(answers)).toHaveLength(1)
  expect(
    await costs([NOBODY, his.challenge.id].map((one) => () => sessions.deny(first.session, one))),
  ).toHaveLength(1)
  expect(await costs(tickets.map((one) => () => sessions.pending(one)))).toHaveLength(1)
  expect(await costs(tickets.map((one) => () => sessions.redeem(one)))).toHaveLength(1)
  expect(
    await costs(
      [NOBODY, bob.session.id].map((one) => () => sessions.end('mallory', one, { by: mallory.session.id })),
    ),
  ).toHaveLength(1)
})
