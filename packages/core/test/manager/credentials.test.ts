import { randomBytes, randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  hashCode,
  hashSecret,
  isCode,
  newCode,
  newDeviceCookie,
  newId,
  newSecret,
  secretKey,
} from '../../src/manager/credentials.ts'
import { LoginCredentials } from '../../src/manager/login-credentials.ts'
import { admitted, challenged, device, setup } from './setup.ts'

const CODES = process.env.SEATKIT_LONG === '1' ? 2_000_000 : 100_000

/** How far from equally often each pair of digits comes, in the places where it is furthest: Pearson's chi-square. */
function chiSquare(makeCode: () => string): number {
  const counts = [0, 2, 4].map(() => new Float64Array(100))
  for (let i = 0; i < CODES; i++) {
    const code = makeCode()
    if (!isCode(code)) throw new Error(`${code} is no code`)
    for (const [place, pairs] of counts.entries()) {
      const pair = Number(code.slice(2 * place, 2 * place + 2))
      pairs[pair] = (pairs[pair] ?? 0) + 1
    }
  }
  const expected = CODES / 100
  return Math.max(...counts.map((pairs) => pairs.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)))
}

/** Chance alone is beyond it for one generator without bias in a thousand million: 99 degrees of freedom. */
const BEYOND_CHANCE = 215

describe('R28 a code', () => {
  it('R28 is six digits of which none is likelier than another, zeros in front included', {
    timeout: 120_000,
  }, () => {
    expect(chiSquare(newCode)).toBeLessThan(BEYOND_CHANCE)
  })

  it.each([
    ['never begin with zero', () => randomInt(100_000, 1_000_000)],
    ['are the rest of two random bytes', () => randomBytes(2).readUInt16BE() % 1_000_000],
    ['are the rest of ten million and a half', () => randomInt(10_500_000) % 1_000_000],
  ])('R28 is measured by what notices codes that %s', { timeout: 120_000 }, (_, make) => {
    expect(chiSquare(() => `${make()}`.padStart(6, '0'))).toBeGreaterThan(BEYOND_CHANCE)
  })
})

describe('R15 chance', () => {
  it('R15 is 256 bits of a secret and 128 of an id, and never the same twice', () => {
    const secrets = Array.from({ length: 1_000 }, newSecret)
    const ids = Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? newId() : newDeviceCookie()))
    expect(new Set([...secrets, ...ids]).size).toBe(2_000)
    expect(new Set(secrets.map((text) => Buffer.from(text, 'base64url').length))).toEqual(new Set([32]))
    expect(new Set(ids.map((text) => Buffer.from(text, 'base64url').length))).toEqual(new Set([16]))
  })

  it('is one code for one login, however often a decision asks', () => {
    const login = new LoginCredentials(secretKey('x'.repeat(32)))
    const { codeHash, code } = login
    expect([login.codeHash, login.code]).toEqual([codeHash, code])
    expect(hashCode(secretKey('x'.repeat(32)), login.id, code)).toBe(codeHash)
    expect(hashSecret(login.secret)).toBe(login.hash)
  })

  it('R15 is in every token and ticket anew, all 256 bits of it', async () => {
    const { sessions } = setup()
    const secrets: string[] = []
    for (let login = 0; login < 50; login++) {
      const first = admitted(await sessions.signIn('alice', { device: device('a') }))
      const waiting = challenged(await sessions.signIn('alice', { device: device('b') }))
      secrets.push(...[first.token, waiting.ticket].map((text) => text.split('.').at(-1) ?? ''))
    }
    expect(new Set(secrets).size).toBe(100)
    const bytes = secrets.map((secret) => Buffer.from(secret, 'base64url'))
    expect(bytes.every(({ length }) => length === 32)).toBe(true)
    for (let at = 0; at < 32; at++) expect(new Set(bytes.map((one) => one[at])).size).toBeGreaterThan(50)
  })

  it('R15 is shared by no two ids and secrets of one draw: what is shown must not say what is secret', () => {
    // More than one draw has.
    const made = Array.from({ length: 200 }, () => [newId(), newSecret()]).flat()
    // Eight bytes in a row are the same by chance once in a thousand million of such tests.
    const runs = made
      .map((text) => Buffer.from(text, 'base64url').toString('hex'))
      .flatMap((hex) => Array.from({ length: hex.length / 2 - 7 }, (_, at) => hex.slice(2 * at, 2 * at + 16)))
    expect(new Set(runs).size).toBe(runs.length)
  })
})
