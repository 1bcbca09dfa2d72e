import { SessionPolicy, type SignedIn, type Waiting } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, MINUTE, otherThan, setup, waits } from './setup.ts'

const policy = new SessionPolicy({ challenge: { codeShownOn: 'trusted-device' } })

async function askedForCode(
  sessions: ReturnType<typeof setup>['sessions'],
): Promise<{ readonly first: SignedIn; readonly waiting: Waiting }> {
  const first = admitted(await sessions.signIn('alice', { device: device('a') }))
  return { first, waiting: waits(await sessions.signIn('alice', { device: device('b') })) }
}

it('G6 a login gets no code where a trusted device shows it', async () => {
  const { sessions } = setup({ policy })
  const { waiting } = await askedForCode(sessions)
  expect(Object.keys(waiting.challenge).sort()).toEqual(['codeShownOn', 'expiresAt', 'id'])
})

it('G6 the code is told to the session that asks, in no event, and lets the waiting device in that types it', async () => {
  const { sessions, events } = setup({ policy })
  const { first, waiting } = await askedForCode(sessions)
  const shown = await sessions.showCode(first.session, waiting.challenge.id)
  if (shown.status !== 'shown') throw new Error(shown.status)
  expect(shown.code).toMatch(/^\d{6}$/)
  expect(shown.expiresAt).toBe(waiting.challenge.expiresAt)
  expect(await sessions.answerPending(waiting.ticket, otherThan(shown.code))).toMatchObject({
    status: 'wrong-code',
    attemptsLeft: 4,
  })
  expect(await sessions.answerPending(waiting.ticket, shown.code)).toMatchObject({ status: 'approved' })
  expect((await sessions.redeem(waiting.ticket)).status).toBe('admitted')
  expect(JSON.stringify(events)).not.toContain(`"${shown.code}"`)
})

it('G5 a code asked for by one session is void when another asks', async () => {
  const three = new SessionPolicy({
    maxSessions: 4,
    approvalFrom: 3,
    challenge: { codeShownOn: 'trusted-device' },
  })
  const { sessions } = setup({ policy: three })
  const first = admitted(await sessions.signIn('alice', { device: device('a') }))
  const second = admitted(await sessions.signIn('alice', { device: device('c') }))
  const waiting = waits(await sessions.signIn('alice', { device: device('b') }))
  const codes: string[] = []
  for (const { session } of [first, second]) {
    const shown = await sessions.showCode(session, waiting.challenge.id)
    if (shown.status === 'shown') codes.push(shown.code)
  }
  const [older = '', newer = ''] = codes
  if (older !== newer) expect((await sessions.answerPending(waiting.ticket, older)).status).toBe('wrong-code')
  await sessions.signOut(second.session)
  expect((await sessions.answerPending(waiting.ticket, newer)).status).toBe('wrong-code')
})

it('R29 a code is good until the very last millisecond, in both directions', async () => {
  for (const early of [1, 0]) {
    const there = setup({ policy })
    const asked = await askedForCode(there.sessions)
    const shown = await there.sessions.showCode(asked.first.session, asked.waiting.challenge.id)
    if (shown.status !== 'shown') throw new Error(shown.status)
    there.clock.advance(2 * MINUTE - early)
    const typed = await there.sessions.answerPending(asked.waiting.ticket, shown.code)
    expect(typed).toMatchObject(early ? { status: 'approved' } : { challengeStatus: 'expired' })

    const here = setup()
    const { first, waiting } = await firstAndWaiting(here.sessions)
    here.clock.advance(2 * MINUTE - early)
    const answer = await here.sessions.answer(first.session, waiting.challenge.id, waiting.challenge.code)
    expect(answer).toMatchObject(early ? { status: 'approved' } : { challengeStatus: 'expired' })
  }
})

it('nobody without a ticket answers', async () => {
  const { sessions } = setup({ policy })
  const { first, waiting } = await askedForCode(sessions)
  const forged = waiting.ticket.replace(/.{43}$/, 'x'.repeat(43))
  for (const ticket of ['', 'x', first.token, forged]) {
    expect(await sessions.answerPending(ticket, '123456')).toEqual({ status: 'unknown' })
  }
})
