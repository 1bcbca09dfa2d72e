import { applyWrites, type Change, isNoChange } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { challenge, NO_WRITES, NOW, session, user } from './facts.ts'

describe('applied writes', () => {
  const before = user({
    userId: 'anna',
    sessions: [session('a'), session('b')],
    challenges: [challenge('x'), challenge('y')],
    wrongAnswers: { count: 3, lastAt: NOW },
    prompts: { count: 2, lastAt: NOW, mutedUntil: 0 },
  })

  it('replace the record with the same id in its place, and add the others at the end', () => {
    const ended = session('a', { endedAt: NOW, endReason: 'revoked' })
    const denied = challenge('y', { status: 'denied', closedAt: NOW })
    const writes = { sessions: [ended, session('c')], challenges: [denied, challenge('z')] }
    expect(applyWrites(before, writes)).toStrictEqual({
      userId: 'anna',
      sessions: [ended, session('b'), session('c')],
      challenges: [challenge('x'), denied, challenge('z')],
      wrongAnswers: { count: 3, lastAt: NOW },
      prompts: { count: 2, lastAt: NOW, mutedUntil: 0 },
    })
  })

  it('leave everything as it is that they do not name', () => {
    expect(applyWrites(before, NO_WRITES)).toStrictEqual(before)
  })

  it('set the wrong answers where they name them', () => {
    const wrongAnswers = { count: 0, lastAt: 0 }
    expect(applyWrites(before, { ...NO_WRITES, wrongAnswers })).toStrictEqual({ ...before, wrongAnswers })
  })

  it('set the prompts where they name them', () => {
    const prompts = { count: 0, lastAt: 0, mutedUntil: NOW }
    expect(applyWrites(before, { ...NO_WRITES, prompts })).toStrictEqual({ ...before, prompts })
  })
})

describe('a change is none', () => {
  const none: Change<null> = { writes: NO_WRITES, events: [], result: null }

  it('when it writes nothing and nothing happened', () => {
    expect(isNoChange(none)).toBe(true)
  })

  it.each<[string, Partial<Change<null>>]>([
    ['a session', { writes: { ...NO_WRITES, sessions: [session('a')] } }],
    ['a challenge', { writes: { ...NO_WRITES, challenges: [challenge('a')] } }],
    ['a wrong answer', { writes: { ...NO_WRITES, wrongAnswers: { count: 1, lastAt: NOW } } }],
    ['a prompt', { writes: { ...NO_WRITES, prompts: { count: 1, lastAt: NOW, mutedUntil: 0 } } }],
    [
      'an event',
      {
        events: [
          {
            type: 'sign-in.rejected',
            userId: 'user',
            at: NOW,
            reason: 'session-limit-reached',
            device: session('a').device,
            limit: 2,
          },
        ],
      },
    ],
  ])('but not with %s', (_, part) => {
    expect(isNoChange({ ...none, ...part })).toBe(false)
  })
})
