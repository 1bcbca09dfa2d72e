import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { expectEmpty, expectJson, expectProblem, expectRetryAfter } from '../expect-reply.ts'
import {
  answer,
  answerPending,
  askedForCode,
  challenged,
  otherThan,
  shownCode,
  signedInDevice,
} from '../scenes.ts'

/** Where the code is shown on a device that is signed in, and typed on the one that waits. */
export const directionCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H110: [
    'MUST tell both devices which of them shows the code, and neither of them a code before one is asked for (G6)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const [login] = waiting.device.replies
      assert.deepEqual(Object.keys(login?.body.challenge ?? {}).sort(), ['codeShownOn', 'expiresAt', 'id'])
      assert.equal(login?.body.challenge?.codeShownOn, 'trusted-device')
      const { challenges } = expectJson(await first.device.ask('GET', '/challenges'), 200)
      assert.equal(challenges?.[0]?.codeShownOn, 'trusted-device')
      const other = await challenged(target)
      assert.equal(other.waiting.device.replies[0]?.body.challenge?.codeShownOn, undefined)
    },
  ],
  H111: [
    'MUST give a code to the signed-in device that asks, and let the waiting one in that types it (G6)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const code = await shownCode(first, waiting.challengeId)
      assert.deepEqual(expectJson(await answerPending(waiting, code), 200), { status: 'approved' })
      expectJson(await waiting.device.ask('POST', '/pending/redeem'), 201)
      const told = waiting.device.replies.map(({ text }) => text)
      for (const text of told) assert.ok(!text.includes(`"${code}"`))
    },
  ],
  H112: [
    'MUST count wrong codes of the waiting device down with 422, and be over after the fifth (G5)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const code = await shownCode(first, waiting.challengeId)
      for (const left of [4, 3, 2, 1, 0]) {
        const reply = await answerPending(waiting, otherThan(code))
        assert.equal(expectProblem(reply, 422, 'wrong-code').attemptsLeft, left)
      }
      const late = await answerPending(waiting, code)
      assert.equal(expectProblem(late, 410, 'challenge-over').challenge?.status, 'exhausted')
    },
  ],
  H113: [
    'MUST void a code when another is asked for, and refill no answers (G5)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const [older, newer] = [
        await shownCode(first, waiting.challengeId),
        await shownCode(first, waiting.challengeId),
      ]
      if (older === newer) return
      const reply = await answerPending(waiting, older)
      assert.equal(expectProblem(reply, 422, 'wrong-code').attemptsLeft, 4)
      await shownCode(first, waiting.challengeId)
      const again = await answerPending(waiting, older)
      if (again.status === 200) return
      assert.equal(expectProblem(again, 422, 'wrong-code').attemptsLeft, 3)
    },
  ],
  H114: [
    'MUST count 50 wrong codes typed at once on the waiting device as five (G5)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const wrong = otherThan(await shownCode(first, waiting.challengeId))
      const replies = await Promise.all(Array.from({ length: 50 }, () => answerPending(waiting, wrong)))
      const counted = replies.filter(({ status }) => status === 422)
      assert.deepEqual(counted.map(({ body }) => body.attemptsLeft).sort(), [0, 1, 2, 3, 4])
      assert.equal(replies.filter(({ status }) => status === 410).length, 45)
    },
  ],
  H115: [
    'MUST answer 429 to the waiting device when the budget of wrong codes is used up (G5)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      let { challengeId } = waiting
      for (let login = 0; login < 2; login++) {
        const wrongCode = otherThan(await shownCode(first, challengeId))
        for (let wrong = 0; wrong < 5; wrong++) {
          expectProblem(await answerPending(waiting, wrongCode), 422, 'wrong-code')
        }
        challengeId = expectJson(await waiting.device.login(first.user), 202).challenge?.id ?? ''
      }
      const reply = await answerPending(waiting, await shownCode(first, challengeId))
      expectProblem(reply, 429, 'too-many-attempts')
      expectRetryAfter(reply)
    },
  ],
  H116: [
    'MUST let nobody in by a code whose device has signed out since (G4)',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      const code = await shownCode(first, waiting.challengeId)
      expectEmpty(await first.device.ask('DELETE', '/current'))
      // Nobody is left who could answer: the login is let in by that, and by no code.
      const reply = await answerPending(waiting, code)
      assert.equal(expectProblem(reply, 410, 'challenge-over').challenge?.status, 'approved')
    },
  ],
  H117: [
    'MUST answer 409 to a code that goes the other way, and compare and count nothing',
    async (target) => {
      const there = await askedForCode(target)
      await shownCode(there.first, there.waiting.challengeId)
      expectProblem(await answer(there.first, there.waiting.challengeId, '000000'), 409, 'wrong-direction')
      const here = await challenged(target)
      const asked = await here.first.device.ask('POST', `/challenges/${here.waiting.challengeId}/code`)
      expectProblem(asked, 409, 'wrong-direction')
      expectProblem(await answerPending(here.waiting, here.waiting.code), 409, 'wrong-direction')
      const wrong = await answer(here.first, here.waiting.challengeId, here.waiting.wrongCode)
      assert.equal(expectProblem(wrong, 422, 'wrong-code').attemptsLeft, 4)
    },
  ],
  H118: [
    "MUST answer the same 404 to who asks for the code of an unknown login, and of somebody else's",
    async (target) => {
      const mine = await signedInDevice(target)
      const { waiting } = await askedForCode(target)
      const unknown = await mine.device.ask('POST', '/challenges/AAAAAAAAAAAAAAAAAAAAAA/code')
      expectProblem(unknown, 404, 'not-found')
      const foreign = await mine.device.ask('POST', `/challenges/${waiting.challengeId}/code`)
      assert.deepEqual([foreign.status, foreign.text], [404, unknown.text])
    },
  ],
  H119: [
    'MUST answer 400 to JSON of the waiting device that holds no code of six digits, and count nothing',
    async (target) => {
      const { first, waiting } = await askedForCode(target)
      for (const code of [123456, null, '', '12345', ['123456'], { code: '123456' }]) {
        const reply = await waiting.device.ask('POST', '/pending/answer', { json: { code } })
        expectProblem(reply, 400, 'invalid-request')
      }
      const wrong = otherThan(await shownCode(first, waiting.challengeId))
      const reply = await answerPending(waiting, wrong)
      assert.equal(expectProblem(reply, 422, 'wrong-code').attemptsLeft, 4)
    },
  ],
})
