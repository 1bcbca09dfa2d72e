import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseClientMessage } from '../../src/http/live-message.ts'

const REF = fc.string({ maxLength: 64 })
const CODE = fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0'))
const MESSAGE = fc.oneof(
  fc.record({ type: fc.constant('challenge.answer'), ref: REF, challengeId: REF, code: CODE }),
  fc.record({ type: fc.constant('challenge.deny'), ref: REF, challengeId: REF }),
  fc.record({ type: fc.constant('challenge.deny'), ref: REF, challengeId: REF, report: fc.boolean() }),
)

const seed = Date.now()
const parameters = { seed, numRuns: process.env.SEATKIT_LONG ? 100_000 : 2_000 }
console.info(`live messages: seed ${seed}`)

it('understands every message of the protocol, however its JSON is written', () => {
  fc.assert(
    fc.property(MESSAGE, fc.nat({ max: 3 }), (message, spaces) => {
      expect(parseClientMessage(JSON.stringify(message, null, spaces))).toEqual(message)
    }),
    parameters,
  )
})

it('takes nothing else, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
      expect(parseClientMessage(text)).toBeNull()
    }),
    parameters,
  )
})

it('takes no message with a member missing, changed in type, or added', () => {
  const anything = fc.jsonValue().filter((value) => typeof value !== 'string')
  const key = fc.constantFrom('type', 'ref', 'challengeId', 'extra')
  fc.assert(
    fc.property(MESSAGE, key, fc.option(anything, { nil: undefined }), (message, member, value) => {
      const changed = { ...message, [member]: value }
      fc.pre(member !== 'extra' || value !== undefined)
      expect(parseClientMessage(JSON.stringify(changed))).toBeNull()
    }),
    parameters,
  )
})

it.each([
  '{"type":"challenge.deny","ref":"1","challengeId":"x","report":1}',
  '{"type":"challenge.deny","ref":"1","challengeId":"x","report":"true"}',
  '{"type":"challenge.deny","ref":"1","challengeId":"x","code":"123456","report":true}',
  '{"type":"challenge.answer","ref":"1","challengeId":"x","code":"123456","report":true}',
])('takes no report that is none: %s', (text) => {
  expect(parseClientMessage(text)).toBeNull()
})

it('takes a member called __proto__ for one too many', () => {
  const text = '{"type":"challenge.deny","ref":"1","challengeId":"x","__proto__":{"code":"123456"}}'
  expect(parseClientMessage(text)).toBeNull()
})
