import { opaqueTokens } from '@seatkit/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const seed = Date.now()
console.log(`opaque-tokens.test.ts: seed ${seed}`)

const { issue, parse } = opaqueTokens()
const TIMES = { issuedAt: 0, expiresAt: 1 }
const USER = Buffer.from('alice').toString('base64url')
const ID = 'i'.repeat(22)
const SECRET = 's'.repeat(43)

it('reads what it issued, whoever the user is', () => {
  const userIds = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => Buffer.byteLength(text) <= 128 && !text.includes('\0'))
  fc.assert(
    fc.property(userIds, (userId) => {
      const claims = { userId, sessionId: ID, secret: SECRET }
      expect(parse(issue(claims, TIMES) as string)).toEqual(claims)
    }),
    { seed, numRuns: 500 },
  )
})

it('answers null to any other text, and never throws', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.stringMatching(/^[\w-]{0,20}(\.[\w-]{0,40}){0,3}$/),
  )
  fc.assert(
    fc.property(texts, (text) => parse(text) === null),
    { seed, numRuns: 2_000 },
  )
})

it.each([
  ['', 'nothing'],
  [`${USER}.${ID}`, 'no secret'],
  [`.${ID}.${SECRET}`, 'no user'],
  [`A.${ID}.${SECRET}`, 'a user of no bytes'],
  [`AA.${ID}.${SECRET}`, 'NUL as a user'],
  [`${USER}.${ID}.${SECRET}.`, 'a part more'],
  [`${USER}.${ID}i.${SECRET}`, 'a long id'],
  [`${USER}.${ID}.${SECRET}s`, 'a long secret'],
  [`${USER}.${ID}.${SECRET.slice(1)}`, 'a short secret'],
  [` ${USER}.${ID}.${SECRET}`, 'a space'],
  [`${USER}.${ID}.${SECRET}\n`, 'a line break'],
  [`${USER}=.${ID}.${SECRET}`, 'padding'],
  [`${'A'.repeat(172)}.${ID}.${SECRET}`, 'a long user'],
  [`${Buffer.alloc(128, 0xff).toString('base64url')}.${ID}.${SECRET}`, 'a user that is no UTF-8'],
])('answers null to %j: %s', (text) => {
  expect(parse(text)).toBeNull()
})
