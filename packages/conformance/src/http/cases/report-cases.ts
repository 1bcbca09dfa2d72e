import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { expectJson, expectProblem } from '../expect-reply.ts'
import { answer, approved, challenged, waitingDevice } from '../scenes.ts'

/** "Not me": a refusal that says that a stranger has the password. */
export const reportCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H100: [
    'MUST prompt of no further login once one is reported, and still let one in by its code',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const reported = await first.device.ask('POST', `/challenges/${waiting.challengeId}/deny`, {
        json: { report: true },
      })
      assert.deepEqual(expectJson(reported, 200), { status: 'denied' })
      const next = await waitingDevice(target, first.user)
      const { challenges } = expectJson(await first.device.ask('GET', '/challenges'), 200)
      assert.deepEqual(
        challenges?.map(({ id, prompt }) => [id, prompt]),
        [[next.challengeId, false]],
      )
      expectJson(await answer(first, next.challengeId, next.code), 200)
      expectJson(await next.device.ask('POST', '/pending/redeem'), 201)
    },
  ],
  H101: [
    'MUST take a refusal for no report that has no body, an empty one, or says so',
    async (target) => {
      const json = { 'content-type': 'application/json' }
      const bodies = [{}, { headers: json }, { json: {} }, { json: { report: false } }]
      for (const body of bodies) {
        const { first, waiting } = await challenged(target)
        const refused = await first.device.ask('POST', `/challenges/${waiting.challengeId}/deny`, body)
        assert.deepEqual(expectJson(refused, 200), { status: 'denied' })
        await waitingDevice(target, first.user)
        const { challenges } = expectJson(await first.device.ask('GET', '/challenges'), 200)
        assert.ok(challenges?.[0])
        assert.equal(challenges[0].prompt, undefined)
      }
    },
  ],
  H102: [
    'MUST answer 400 to a report that is neither true nor false, and refuse nothing',
    async (target) => {
      const { first, waiting } = await approved(target)
      for (const report of ['true', 1, null, [true], {}]) {
        const reply = await first.device.ask('POST', `/challenges/${waiting.challengeId}/deny`, {
          json: { report },
        })
        expectProblem(reply, 400, 'invalid-request')
      }
      expectJson(await waiting.device.ask('POST', '/pending/redeem'), 201)
    },
  ],
})
