import fc from 'fast-check'
import { expect, it } from 'vitest'
import { admitted, setup } from './setup.ts'

const seed = Date.now()
console.log(`device-text.test.ts: seed ${seed}`)

async function stored(userAgent: string, ip = '127.0.0.1'): Promise<{ userAgent: string; ip: string }> {
  return admitted(await setup().sessions.signIn('alice', { device: { userAgent, ip } })).session.device
}

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'],
  ['a\r\n{"event":"x"}', 'a{"event":"x"}'],
  ['a\u0000b\u001b[31mc\u007f\u0085', 'ab[31mc'],
  ['a\u2028b\u2029c', 'abc'],
  ['\u202Egro.live\u2066x\u2069\u200f', 'gro.livex'],
  ['Füchslein 🦊', 'Füchslein 🦊'],
])('R55 stores the user agent %j as %j', async (userAgent, clean) => {
  expect((await stored(userAgent)).userAgent).toBe(clean)
})

it('R55 stores 512 characters of a user agent of 80 KB, and 64 of an address', async () => {
  const device = await stored('a'.repeat(80_000), '1'.repeat(80_000))
  expect([device.userAgent.length, device.ip.length]).toEqual([512, 64])
})

it('cuts between characters', async () => {
  expect((await stored(`${'a'.repeat(511)}🦊`)).userAgent).toBe('a'.repeat(511))
})

it('R55 stores one line of well-formed text, whatever a client sends', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 600 }), async (text) => {
      const { userAgent } = await stored(text)
      expect(userAgent).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u)
    }),
    { seed, numRuns: 500 },
  )
})
