import assert from 'node:assert/strict'
import { MAX_ANSWERS, MAX_PAGE, SessionPolicy, type SessionStore } from '@seatkit/core'
import { atOnce } from '../at-once.ts'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { pagesOf } from '../pages-of.ts'
import { hashOf, signIn } from '../records.ts'

const ANSWERS = 50

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2 })
/** The code is shown on the device that is signed in, and typed on the one that waits. */
const shownThere = new SessionPolicy({ challenge: { codeShownOn: 'trusted-device' } })

/** A login that waits for approval, answered and fetched many times at once, over both handles. */
export const raceChallengeCases: readonly CaseDefinition[] = defineCases({
  S90: [
    'MUST take a code once when 50 right answers come at once (G5)',
    async (store, other) => {
      await waitingLogin(store)
      const answers = await answersAtOnce(store, other, 'code new')
      assert.deepEqual(countOf(answers), { approved: 1, over: ANSWERS - 1 })
      assert.deepEqual(await auditOf(store), {
        'session.started': 1,
        'challenge.created': 1,
        'challenge.closed': 1,
      })
    },
  ],
  S91: [
    `MUST compare no more than ${MAX_ANSWERS} of 50 wrong answers that come at once (G5)`,
    async (store, other) => {
      await waitingLogin(store)
      const answers = await answersAtOnce(store, other, 'another code')
      assert.deepEqual(countOf(answers), { 'wrong-code': MAX_ANSWERS, over: ANSWERS - MAX_ANSWERS })
      const { user } = await other.read('user')
      assert.equal(user.wrongAnswers.count, MAX_ANSWERS)
      assert.deepEqual(
        user.challenges.map(({ status, wrongAnswers }) => [status, wrongAnswers]),
        [['exhausted', MAX_ANSWERS]],
      )
      assert.equal((await auditOf(store))['answer.rejected'], MAX_ANSWERS)
    },
  ],
  S92: [
    'MUST make one session of an approved login that is fetched 50 times at once (G1, G5)',
    async (store, other) => {
      await waitingLogin(store)
      await answersAtOnce(store, other, 'code new')
      const redemptions = await atOnce(ANSWERS, store, other, async (handle, index) => {
        const request = {
          challengeId: 'challenge-new',
          ticketHash: hashOf('ticket new'),
          sessionId: `session-${index}`,
          credentialHash: hashOf(`session-${index}`),
        }
        return await handle.update('user', (current, now) => policy.redeem(current, request, now))
      })
      assert.deepEqual(countOf(redemptions), { admitted: 1, over: ANSWERS - 1 })
      const { user } = await other.read('user')
      assert.equal(user.sessions.length, 2)
      assert.equal((await auditOf(store))['session.started'], 2)
    },
  ],
  S93: [
    'MUST keep one code, and the session that shows it, of 50 that are asked for at once (G5, G6)',
    async (store, other) => {
      await waitingLogin(store, shownThere)
      await atOnce(ANSWERS, store, other, (handle, index) => showCode(handle, `code ${index}`))
      const { user } = await other.read('user')
      const [waiting, ...more] = user.challenges
      assert.deepEqual(more, [])
      assert.equal(waiting?.codeShownBy, 'session-first')
      const codes = Array.from({ length: ANSWERS }, (_, index) => `code ${index}`)
      const kept = codes.filter((code) => hashOf(code) === waiting?.codeHash)
      assert.equal(kept.length, 1)
      const answers = await pendingAnswersAtOnce(store, other, kept[0] ?? '')
      assert.deepEqual(countOf(answers), { approved: 1, over: ANSWERS - 1 })
    },
  ],
  S94: [
    `MUST compare no more than ${MAX_ANSWERS} of 50 wrong answers that the waiting device gives at once (G5)`,
    async (store, other) => {
      await waitingLogin(store, shownThere)
      await showCode(store, 'the code')
      const answers = await pendingAnswersAtOnce(store, other, 'another code')
      assert.deepEqual(countOf(answers), { 'wrong-code': MAX_ANSWERS, over: ANSWERS - MAX_ANSWERS })
      const { user } = await other.read('user')
      assert.equal(user.wrongAnswers.count, MAX_ANSWERS)
      assert.equal((await auditOf(store))['answer.rejected'], MAX_ANSWERS)
    },
  ],
})

/** `first` is signed in, `new` waits for its code. */
async function waitingLogin(store: SessionStore, rules: SessionPolicy = policy): Promise<void> {
  for (const name of ['first', 'new']) {
    await store.update('user', (current, now) => rules.admit(current, signIn(name), now))
  }
}

async function showCode(store: SessionStore, code: string): Promise<void> {
  const request = { sessionId: 'session-first', challengeId: 'challenge-new', codeHash: hashOf(code) }
  await store.update('user', (current, now) => shownThere.showCode(current, request, now))
}

async function pendingAnswersAtOnce(
  store: SessionStore,
  other: SessionStore,
  code: string,
): Promise<{ result: { status: string } }[]> {
  const request = {
    challengeId: 'challenge-new',
    ticketHash: hashOf('ticket new'),
    codeHash: hashOf(code),
  }
  return await atOnce(ANSWERS, store, other, (handle) =>
    handle.update('user', (current, now) => shownThere.answerPending(current, request, now)),
  )
}

async function answersAtOnce(
  store: SessionStore,
  other: SessionStore,
  code: string,
): Promise<{ result: { status: string } }[]> {
  const request = { sessionId: 'session-first', challengeId: 'challenge-new', codeHash: hashOf(code) }
  return await atOnce(ANSWERS, store, other, (handle) =>
    handle.update('user', (current, now) => policy.answer(current, request, now)),
  )
}

async function auditOf(store: SessionStore): Promise<Record<string, number>> {
  const events = (await pagesOf(MAX_PAGE, (page) => store.audit('user', page))).flat()
  return tally(events.map(({ type }) => type))
}

function countOf(
  changes: readonly { readonly result: { readonly status: string } }[],
): Record<string, number> {
  return tally(changes.map(({ result }) => result.status))
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
