import { randomUUID } from 'node:crypto'
import { type Change, memoryStore, SessionPolicy, type SessionStore, type UserSessions } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit: 'end-oldest' })
const RUNS = process.env.SEATKIT_LONG ? 500 : 100

let opened: OpenedStore
beforeAll(async () => {
  opened = await openedStore()
})
afterAll(async () => {
  await opened?.[Symbol.asyncDispose]()
})

type Decide = (user: UserSessions, now: number) => Change<unknown>
type Command =
  | { readonly does: 'update'; readonly decide: Decide; readonly says: string }
  | {
      readonly does: 'touch' | 'find'
      readonly session: string
      readonly hash: string
      readonly says: string
    }
  | { readonly does: 'forget'; readonly says: string }

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const update = (says: string, decide: Decide): Command => ({ does: 'update', decide, says })

/** A thing that can happen to a user. The names are few, so that they meet. */
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: name.map((a) =>
      update(`admit ${a}`, (user, now) => policy.admit(user, signInRequest(a), now)),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(name, name, fc.constantFrom('code', 'wrong'))
      .map(([by, a, code]) =>
        update(`answer ${a} by ${by}: ${code}`, (user, now) =>
          policy.answer(
            user,
            { sessionId: `session-${by}`, challengeId: `challenge-${a}`, codeHash: `${code}-${a}` },
            now,
          ),
        ),
      ),
  },
  {
    weight: 3,
    arbitrary: name.map((a) => {
      const { challengeId, ticketHash, credentialHash } = signInRequest(a)
      const request = { challengeId, ticketHash, sessionId: `redeemed-${a}`, credentialHash }
      return update(`redeem ${a}`, (user, now) => policy.redeem(user, request, now))
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(name, name)
      .map(([by, a]) =>
        update(`deny ${a} by ${by}`, (user, now) =>
          policy.deny(user, { sessionId: `session-${by}`, challengeId: `challenge-${a}` }, now),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: name.map((a) =>
      update(`end ${a}`, (user, now) =>
        policy.end(user, { sessionId: `session-${a}`, reason: 'revoked' }, now),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: name.map((a) =>
      update(`end others than ${a}`, (user, now) =>
        policy.endOthers(user, { sessionId: `session-${a}` }, now),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: name.map((a) => {
      const request = {
        sessionId: `session-${a}`,
        credentialHash: `credential-${a}`,
        newCredentialHash: `new-${a}`,
        graceMs: 10_000,
        reauthenticated: true as const,
      }
      return update(`rotate ${a}`, (user, now) => policy.rotate(user, request, now))
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('touch', 'find'), name, fc.constantFrom('credential', 'new', 'wrong'))
      .map(([does, a, hash]) => ({
        does,
        session: `session-${a}`,
        hash: `${hash}-${a}`,
        says: `${does} ${a} ${hash}`,
      })) as fc.Arbitrary<Command>,
  },
  { weight: 1, arbitrary: fc.constant<Command>({ does: 'forget', says: 'forget' }) },
)

/** The command, which says what the store's clock was: the model's is set to it. Nothing is so short that it ends meanwhile. */
function onClock(command: Command, set: (at: number) => void): Command {
  if (command.does !== 'update') return command
  const decide: Decide = (user, now) => {
    set(now)
    return command.decide(user, now)
  }
  return { ...command, decide }
}

/** What a command answers, and what there is afterwards. */
async function outcomeOf(store: SessionStore, userId: string, command: Command): Promise<unknown> {
  const answer = await answerOf(store, userId, command).catch(
    (error: unknown) => (error as { code: string }).code,
  )
  const { user } = await store.read(userId)
  const history = await store.history(userId, { limit: 100 })
  const audit = await store.audit(userId, { limit: 100 })
  return { answer, user: byId(user), history: history.items, audit: audit.items }
}

async function answerOf(store: SessionStore, userId: string, command: Command): Promise<unknown> {
  switch (command.does) {
    case 'update':
      return (await store.update(userId, command.decide)).result
    case 'touch':
      return (await store.touch(userId, command.session, command.hash, 3_600_000))?.session ?? null
    case 'find':
      return (await store.find(userId, command.session))?.session ?? null
    case 'forget':
      return await store.forget(userId)
  }
}

function byId(user: UserSessions): UserSessions {
  return {
    ...user,
    sessions: user.sessions.toSorted(compareIds),
    challenges: user.challenges.toSorted(compareIds),
  }
}

function compareIds(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}

it(`answers random commands as the memory store does, ${RUNS} times`, async () => {
  const seed = Date.now()
  console.log(`fast-check seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
      const userId = randomUUID()
      let now = 0
      const setClock = (at: number): void => {
        now = at
      }
      const memory = memoryStore({ clock: () => now })
      for (const command of commands) {
        const outcome = await outcomeOf(opened.store, userId, onClock(command, setClock))
        expect(await outcomeOf(memory, userId, command), command.says).toEqual(outcome)
      }
    }),
    { seed, numRuns: RUNS },
  )
})
