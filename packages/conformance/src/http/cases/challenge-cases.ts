import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { expectEmpty, expectJson, expectProblem, expectRetryAfter } from '../expect-reply.ts'
import { answer, approved, challenged, signedInDevice, waitingDevice } from '../scenes.ts'

const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Deciding, on a device that is signed in, about one that waits. */
export const challengeCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H20: [
    'MUST show who waits to the one who may answer, without the code (G6)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const reply = await first.device.ask('GET', '/challenges')
      const [one, ...more] = expectJson(reply, 200).challenges ?? []
      assert.deepEqual(more, [])
      assert.deepEqual(Object.keys(one ?? {}).sort(), ['createdAt', 'device', 'expiresAt', 'id'])
      assert.equal(one?.id, waiting.challengeId)
      assert.equal(one?.device.userAgent, 'waiting')
      assert.equal(one?.expiresAt, waiting.expiresAt)
      assert.ok(Date.parse(one?.createdAt ?? '') < Date.parse(waiting.expiresAt))
      assert.ok(!reply.text.includes(`"${waiting.code}"`))
    },
  ],
  H21: [
    'MUST approve with 200 when the right code is typed, and show it as waiting no longer',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const reply = await answer(first, waiting.challengeId, waiting.code)
      assert.deepEqual(expectJson(reply, 200), { status: 'approved' })
      assert.deepEqual(expectJson(await first.device.ask('GET', '/challenges'), 200).challenges, [])
    },
  ],
  H22: [
    'MUST count wrong codes down with 422, and be over after the fifth, right code or not (G5)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      for (const left of [4, 3, 2, 1, 0]) {
        const reply = await answer(first, waiting.challengeId, waiting.wrongCode)
        assert.equal(expectProblem(reply, 422, 'wrong-code').attemptsLeft, left)
      }
      const late = await answer(first, waiting.challengeId, waiting.code)
      assert.equal(expectProblem(late, 410, 'challenge-over').challenge?.status, 'exhausted')
    },
  ],
  H23: [
    'MUST say with 410 how a login that is over has ended',
    async (target) => {
      const cancelled = await challenged(target)
      expectEmpty(await cancelled.waiting.device.ask('DELETE', '/pending'))
      const superseded = await challenged(target)
      expectJson(await superseded.waiting.device.login(superseded.first.user), 202)
      const redeemed = await approved(target)
      expectJson(await redeemed.waiting.device.ask('POST', '/pending/redeem'), 201)
      for (const [status, { first, waiting }] of Object.entries({ cancelled, superseded, redeemed })) {
        const typed = await answer(first, waiting.challengeId, waiting.code)
        assert.equal(expectProblem(typed, 410, 'challenge-over').challenge?.status, status)
        const denied = await first.device.ask('POST', `/challenges/${waiting.challengeId}/deny`)
        assert.equal(expectProblem(denied, 410, 'challenge-over').challenge?.status, status)
      }
    },
  ],
  H24: [
    'MUST refuse a waiting login on deny, also one that was approved and is not redeemed yet',
    async (target) => {
      for (const scene of [await challenged(target), await approved(target)]) {
        const { first, waiting } = scene
        const route = `/challenges/${waiting.challengeId}/deny`
        assert.deepEqual(expectJson(await first.device.ask('POST', route), 200), { status: 'denied' })
        const again = await first.device.ask('POST', route)
        assert.equal(expectProblem(again, 410, 'challenge-over').challenge?.status, 'denied')
        const redeemed = await waiting.device.ask('POST', '/pending/redeem')
        assert.equal(expectProblem(redeemed, 410, 'challenge-over').challenge?.status, 'denied')
      }
    },
  ],
  H25: [
    "MUST answer the same 404 for an unknown login and for somebody else's",
    async (target) => {
      const mine = await signedInDevice(target)
      const { waiting } = await challenged(target)
      const unknown = await answer(mine, UNKNOWN_ID, waiting.code)
      expectProblem(unknown, 404, 'not-found')
      for (const id of [waiting.challengeId, 'x', '%00', '__proto__', 'a'.repeat(500)]) {
        const typed = await answer(mine, id, waiting.code)
        const denied = await mine.device.ask('POST', `/challenges/${id}/deny`)
        assert.deepEqual([typed.status, typed.text], [404, unknown.text])
        assert.deepEqual([denied.status, denied.text], [404, unknown.text])
      }
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'pending')
    },
  ],
  H26: [
    "MUST NOT take one login's code for another's",
    async (target) => {
      const { first, waiting } = await challenged(target)
      const other = await waitingDevice(target, first.user)
      if (other.code === waiting.code) return
      expectProblem(await answer(first, other.challengeId, waiting.code), 422, 'wrong-code')
    },
  ],
  H27: [
    'MUST answer 429 and Retry-After when the budget of wrong codes is used up, which a new login does not refill (G5)',
    async (target) => {
      const first = await signedInDevice(target)
      for (let challenge = 0; challenge < 2; challenge++) {
        const waiting = await waitingDevice(target, first.user)
        for (let wrong = 0; wrong < 5; wrong++) {
          expectProblem(await answer(first, waiting.challengeId, waiting.wrongCode), 422, 'wrong-code')
        }
      }
      const waiting = await waitingDevice(target, first.user)
      const reply = await answer(first, waiting.challengeId, waiting.code)
      expectProblem(reply, 429, 'too-many-attempts')
      expectRetryAfter(reply)
    },
  ],
  H28: [
    'MUST count 50 wrong codes typed at once as five (G5)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const typed = Array.from({ length: 50 }, () => answer(first, waiting.challengeId, waiting.wrongCode))
      const replies = await Promise.all(typed)
      const wrong = replies.filter(({ status }) => status === 422)
      assert.deepEqual(wrong.map(({ body }) => body.attemptsLeft).sort(), [0, 1, 2, 3, 4])
      assert.equal(replies.filter(({ status }) => status === 410).length, 45)
    },
  ],
  H29: [
    'MUST NOT approve beyond the limit: an approved login holds its seat (G1)',
    async (target) => {
      const first = await signedInDevice(target)
      const second = await waitingDevice(target, first.user)
      const third = await waitingDevice(target, first.user)
      expectJson(await answer(first, second.challengeId, second.code), 200)
      const reply = await answer(first, third.challengeId, third.code)
      const { limit, active } = expectProblem(reply, 409, 'session-limit-reached')
      assert.deepEqual([limit, active?.map(({ id }) => id)], [2, [first.session.id]])
    },
  ],
})
