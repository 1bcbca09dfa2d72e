import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import type { Reply, RequestOptions } from '../device.ts'
import { expectJson, expectProblem } from '../expect-reply.ts'
import { challenged, type SignedInDevice } from '../scenes.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** Bodies that are not what the route asks for: a 4xx that counts for nothing. */
export const bodyCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H70: [
    'MUST answer 400 to JSON that holds no code of six digits as text',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const code = waiting.code
      const codes = [
        123456,
        [code],
        { code },
        null,
        true,
        '',
        '12345',
        '1234567',
        ` ${code}`,
        '１２３４５６',
        `${code}\n`,
      ]
      const bodies = [
        [],
        [code],
        [{ code }],
        {},
        { Code: code },
        { __proto__: null },
        ...codes.map((one) => ({ code: one })),
      ]
      for (const json of bodies) {
        expectProblem(await typed(first, waiting.challengeId, { json }), 400, 'invalid-request')
      }
      await expectStillOpen(first, waiting)
    },
  ],
  H71: [
    'MUST answer 400 to a body that is no JSON',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const polluting = `{"__proto__":{"code":"${waiting.code}"}}`
      const bodies = [
        '',
        '{',
        '{"code":',
        'null',
        '"123456"',
        '123456',
        `code=${waiting.code}`,
        '\u0000',
        polluting,
      ]
      for (const body of bodies) {
        const reply = await typed(first, waiting.challengeId, { bytes: bytes(body), headers: JSON_TYPE })
        assert.equal(reply.status, 400, body)
      }
      await expectStillOpen(first, waiting)
    },
  ],
  H72: [
    'MUST answer 415 to a body that is not declared as JSON, as forms of other pages are not',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const body = bytes(JSON.stringify({ code: waiting.code }))
      const types = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/json',
      ]
      for (const type of [null, 'application/jsonx', 'application/problem+json', ...types]) {
        const reply = await typed(first, waiting.challengeId, {
          bytes: body,
          headers: { 'content-type': type },
        })
        expectProblem(reply, 415, 'unsupported-media-type')
      }
      expectProblem(await typed(first, waiting.challengeId, {}), 415, 'unsupported-media-type')
      await expectStillOpen(first, waiting)
    },
  ],
  H73: [
    'MUST answer 413 to a body beyond 4 KiB, or 400 where a body parser has taken it, and the answer arrives',
    async (target) => {
      const { first, waiting } = await challenged(target)
      for (const length of [5_120, 60_000, 2_000_000]) {
        const json = { code: waiting.code.padEnd(length, '0') }
        const { status } = await typed(first, waiting.challengeId, { json })
        assert.ok(status === 413 || status === 400, String(status))
      }
      await expectStillOpen(first, waiting)
    },
  ],
  H74: [
    'MUST take JSON whatever the parameters and the case of its media type',
    async (target) => {
      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON',
        'application/json;charset=UTF-8',
      ]) {
        const { first, waiting } = await challenged(target)
        const reply = await typed(first, waiting.challengeId, {
          json: { code: waiting.code, more: 'ignored' },
          headers: { 'content-type': type },
        })
        expectJson(reply, 200)
      }
    },
  ],
})

type Waiting = Awaited<ReturnType<typeof challenged>>['waiting']

function typed({ device }: SignedInDevice, challengeId: string, options: RequestOptions): Promise<Reply> {
  return device.ask('POST', `/challenges/${challengeId}/answer`, options)
}

/** None of it was counted as a wrong answer. */
async function expectStillOpen(first: SignedInDevice, waiting: Waiting): Promise<void> {
  const wrong = await typed(first, waiting.challengeId, { json: { code: waiting.wrongCode } })
  assert.equal(expectProblem(wrong, 422, 'wrong-code').attemptsLeft, 4)
  expectJson(await typed(first, waiting.challengeId, { json: { code: waiting.code } }), 200)
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
