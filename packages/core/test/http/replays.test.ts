import { SessionPolicy } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { MINUTE, otherThan, type Setup, setup } from '../manager/setup.ts'
import { type Answered, Browser } from './browser.ts'

type Direction = 'new-device' | 'trusted-device'

/** One device signed in and one that waits, and the code that belongs to both. */
interface Scene extends Setup {
  readonly first: Browser
  readonly second: Browser
  readonly id: string
  readonly code: string
}

/** One thing that can be done about a waiting login, and what it is answered when nothing was done before. */
type Act = (scene: Scene) => Promise<string>

async function scene(codeShownOn: Direction): Promise<Scene> {
  const made = setup({ policy: new SessionPolicy({ challenge: { codeShownOn } }) })
  const [first, second] = [new Browser('first'), new Browser('second')]
  await first.send(made.sessions, 'POST', '/login/alice')
  const { challenge } = json(await second.send(made.sessions, 'POST', '/login/alice'))
  const shown =
    codeShownOn === 'new-device'
      ? challenge
      : json(await first.send(made.sessions, 'POST', `/challenges/${challenge.id}/code`))
  return { ...made, first, second, id: challenge.id, code: shown.code }
}

function json({ reply }: Answered): { challenge: { id: string; code: string }; code: string } {
  return JSON.parse(reply.body ?? '{}')
}

/** The status, and the stable code or the state that goes with it. */
function told({ reply }: Answered): string {
  const { code, status, challenge } = JSON.parse(reply.body ?? '{}')
  const what = typeof code === 'string' && /^[a-z-]+$/.test(code) ? code : status
  return [reply.status, what, reply.status === 410 && challenge.status].filter(Boolean).join(' ')
}

const answer = (direction: Direction, wrong: boolean): Act => {
  return async ({ sessions, first, second, id, code }) => {
    const body = { code: wrong ? otherThan(code) : code }
    return direction === 'new-device'
      ? told(await first.send(sessions, 'POST', `/challenges/${id}/answer`, body))
      : told(await second.send(sessions, 'POST', '/pending/answer', body))
  }
}
const deny =
  (body?: object): Act =>
  async ({ sessions, first, id }) =>
    told(await first.send(sessions, 'POST', `/challenges/${id}/deny`, body))

/** A ticket's cookie may be gone, which is another reason to refuse: here only what the server remembers counts. */
const keepTicket =
  (act: Act): Act =>
  async (scene) => {
    const cookies = [...scene.second.cookies]
    const answered = await act(scene)
    for (const [name, value] of cookies) scene.second.cookies.set(name, value)
    return answered
  }

function acts(direction: Direction): Readonly<Record<string, Act>> {
  return {
    approve: answer(direction, false),
    'answer wrong': answer(direction, true),
    deny: deny(),
    report: deny({ report: true }),
    redeem: async ({ sessions, second }) => told(await second.send(sessions, 'POST', '/pending/redeem')),
    cancel: async ({ sessions, second }) => told(await second.send(sessions, 'DELETE', '/pending')),
    recover: async ({ sessions, id }) => {
      const outcome = await sessions.approve('alice', id, { by: 'recovery', evidence: 'e-mail code' })
      return 'challengeStatus' in outcome ? `410 challenge-over ${outcome.challengeStatus}` : outcome.status
    },
    expire: async ({ clock }) => {
      clock.advance(2 * MINUTE)
      return 'time passed'
    },
    'everybody out': async ({ sessions, first }) => told(await first.send(sessions, 'DELETE', '/others')),
  }
}

/** What is answered first, and what to each act that follows it; what is not named is 410 with the login's state. */
const TABLE: Readonly<
  Record<
    string,
    { readonly first: string; readonly state: string; readonly next: Readonly<Record<string, string>> }
  >
> = {
  approve: {
    first: '200 approved',
    state: 'approved',
    next: { deny: '200 denied', report: '200 denied', redeem: '201 signed-in', cancel: '204' },
  },
  'answer wrong': {
    first: '422 wrong-code',
    state: 'pending',
    next: {
      approve: '200 approved',
      'answer wrong': '422 wrong-code',
      deny: '200 denied',
      report: '200 denied',
      redeem: '409 challenge-pending',
      cancel: '204',
      recover: 'approved',
    },
  },
  deny: { first: '200 denied', state: 'denied', next: { cancel: '204' } },
  report: { first: '200 denied', state: 'denied', next: { cancel: '204' } },
  redeem: {
    first: '409 challenge-pending',
    state: 'pending',
    next: {
      approve: '200 approved',
      'answer wrong': '422 wrong-code',
      deny: '200 denied',
      report: '200 denied',
      redeem: '409 challenge-pending',
      cancel: '204',
      recover: 'approved',
    },
  },
  cancel: { first: '204', state: 'cancelled', next: { cancel: '204' } },
  recover: {
    first: 'approved',
    state: 'approved',
    next: { deny: '200 denied', report: '200 denied', redeem: '201 signed-in', cancel: '204' },
  },
  expire: { first: 'time passed', state: 'expired', next: { cancel: '204' } },
  'everybody out': { first: '200', state: 'denied', next: { cancel: '204' } },
}

/** These are about no single login, and are answered as ever. */
const ALWAYS: Readonly<Record<string, string>> = { expire: 'time passed', 'everybody out': '200' }

describe.each<Direction>(['new-device', 'trusted-device'])('R38 F25 with the code on the %s', (direction) => {
  const all = acts(direction)
  const pairs = Object.keys(all).flatMap((one) => Object.keys(all).map((other) => [one, other] as const))

  it.each(pairs)('G5 after "%s", "%s" is answered as documented', async (one, other) => {
    const at = await scene(direction)
    const row = TABLE[one]
    const [first, second] = [all[one], all[other]]
    if (row === undefined || first === undefined || second === undefined)
      throw new Error('a hole in the table')
    expect(await keepTicket(first)(at)).toBe(row.first)
    const expected = ALWAYS[other] ?? row.next[other] ?? `410 challenge-over ${row.state}`
    expect(await second(at)).toBe(expected)
  })

  it.each(['approve', 'recover'])(
    'G1 a login let in by "%s" and redeemed is over for everything',
    async (by) => {
      const at = await scene(direction)
      const { redeem, cancel, ...others } = all
      if (redeem === undefined || cancel === undefined) throw new Error('a hole in the table')
      await all[by]?.(at)
      expect(await keepTicket(redeem)(at)).toBe('201 signed-in')
      const session = at.second.cookies.get('__Host-seatkit')
      for (const [name, act] of Object.entries(others)) {
        if (name === 'everybody out' || name === 'expire') continue
        expect(await act(at), name).toBe('410 challenge-over redeemed')
      }
      expect(await redeem(at)).toBe('410 challenge-over redeemed')
      expect(at.second.cookies.get('__Host-seatkit')).toBe(session)
      expect(await at.sessions.list('alice')).toHaveLength(2)
    },
  )
})
