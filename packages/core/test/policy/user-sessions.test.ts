import {
  type Challenge,
  emptyUser,
  NO_PROMPTS,
  RECENT_COUNT,
  RECENT_MS,
  recent,
  type Session,
} from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { challenge, NOW, session, user } from './facts.ts'

it('an empty user has nothing, and no wrong answers', () => {
  const empty = { sessions: [], challenges: [], wrongAnswers: { count: 0, lastAt: 0 }, prompts: NO_PROMPTS }
  expect(emptyUser('anna')).toStrictEqual({ userId: 'anna', ...empty })
  expect(emptyUser()).toStrictEqual({ userId: 'user', ...empty })
})

describe('what is recent', () => {
  it('is ten minutes and fifty records', () => {
    expect({ RECENT_MS, RECENT_COUNT }).toStrictEqual({ RECENT_MS: 600_000, RECENT_COUNT: 50 })
  })

  it('is everything that is open, however old, and the wrong answers', () => {
    const old = user({
      sessions: [session('a', { createdAt: 1, expiresAt: 2 })],
      challenges: [
        challenge('b', { createdAt: 1, expiresAt: 2 }),
        challenge('c', { status: 'approved', expiresAt: 2 }),
      ],
      wrongAnswers: { count: 3, lastAt: 1 },
      prompts: { count: 3, lastAt: 1, mutedUntil: 2 },
    })
    expect(recent(old, NOW)).toStrictEqual(old)
    const withEnded = { ...old, sessions: [...old.sessions, endedAt('d', NOW)] }
    expect(recent(withEnded, NOW)).toStrictEqual(withEnded)
  })

  it('is what ended less than ten minutes ago, in the order in which it is stored', () => {
    const stored = user({
      sessions: [
        endedAt('a', NOW - RECENT_MS),
        endedAt('b', NOW - RECENT_MS + 1),
        session('c'),
        endedAt('d', NOW),
      ],
      challenges: [closedAt('a', NOW - RECENT_MS), closedAt('b', NOW - RECENT_MS + 1), challenge('c')],
    })
    const kept = recent(stored, NOW)
    expect(kept.sessions.map(({ id }) => id)).toStrictEqual(['session-b', 'session-c', 'session-d'])
    expect(kept.challenges.map(({ id }) => id)).toStrictEqual(['challenge-b', 'challenge-c'])
  })

  it('is no more than the fifty that ended last', () => {
    const names = Array.from({ length: RECENT_COUNT + 2 }, (_, i) => `${i}`)
    const ended = names.map((name, i) => endedAt(name, NOW - i))
    const closed = names.map((name, i) => closedAt(name, NOW - i))
    const shuffled = <T>(items: T[]): T[] => [...items.slice(9), ...items.slice(0, 9).reverse()]
    const kept = recent(user({ sessions: shuffled(ended), challenges: shuffled(closed) }), NOW)
    expect(kept.sessions).toStrictEqual(shuffled(ended.slice(0, RECENT_COUNT)))
    expect(kept.challenges).toStrictEqual(shuffled(closed.slice(0, RECENT_COUNT)))
  })
})

function endedAt(name: string, at: number): Session {
  return session(name, { endedAt: at, endReason: 'revoked' })
}

function closedAt(name: string, at: number): Challenge {
  return challenge(name, { status: 'denied', closedAt: at })
}
