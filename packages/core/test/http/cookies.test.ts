import { randomBytes } from 'node:crypto'
import { memoryStore } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { listeningStore } from '../manager/listening-store.ts'
import { admitted, device, type Setup, setup, TOKEN_FORMATS } from '../manager/setup.ts'
import { load, request } from './browser.ts'

const DEVICE = 'd'.repeat(22)

async function askWith(sessions: Setup['sessions'], headers: Record<string, string>) {
  return (await load(sessions, request({ headers }))).context
}

it('R18 sets three cookies, to the letter: for the host alone, and never for a domain', async () => {
  const { sessions } = setup()
  const first = await load(sessions, request())
  await first.context.signIn('alice')
  const second = await load(sessions, request())
  await second.context.signIn('alice')
  const lines = [...first.cookies, ...second.cookies].map((line) => line.replace(/=[\w.-]+/, '=…'))
  expect(lines).toEqual([
    '__Host-seatkit-device=…; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-seatkit=…; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-seatkit-device=…; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-seatkit-ticket=…; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax',
  ])
})

describe.each(TOKEN_FORMATS)('with %s', (_, tokens) => {
  it('R20 keeps each cookie within 4096 bytes, for the longest user there can be', async () => {
    const { sessions } = setup({}, tokens)
    const longest = '\u{1F98A}'.repeat(32)
    for (let login = 0; login < 2; login++) {
      const { context, cookies } = await load(sessions, request())
      await context.signIn(longest)
      for (const line of cookies) expect(line.split(';')[0]?.length).toBeLessThanOrEqual(4_096)
    }
  })

  it.each([
    ['as it is', (pair: string) => pair, 'alice'],
    [
      'after a planted one under a name in capitals',
      (pair: string) => `__HOST-seatkit=evil; ${pair}`,
      'alice',
    ],
    ['under a name in capitals alone', (pair: string) => pair.replace('__Host', '__HOST'), null],
    ['under a name in small letters', (pair: string) => pair.toLowerCase(), null],
    ['under a name without its prefix', (pair: string) => pair.replace('__Host-', ''), null],
    ['under the other prefix', (pair: string) => pair.replace('__Host-', '__Secure-'), null],
    ['under a name in quotes', (pair: string) => pair.replace('__Host-seatkit', '"__Host-seatkit"'), null],
    ['after a planted one', (pair: string) => `__Host-seatkit=evil; ${pair}`, null],
    ['before a planted one', (pair: string) => `${pair}; __Host-seatkit=evil`, null],
    ['twice', (pair: string) => `${pair}; ${pair}`, null],
    ['beside one without a value', (pair: string) => `${pair}; __Host-seatkit=`, null],
    ['inside another', (pair: string) => `a="; ${pair}; "`, 'alice'],
    ['escaped', (pair: string) => pair.replaceAll('.', '%2E'), null],
  ])('R19 reads the cookie %s', async (_how, write, userId) => {
    const { sessions } = setup({}, tokens)
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const context = await askWith(sessions, { cookie: write(`__Host-seatkit=${token}`) })
    expect(context.userId).toBe(userId)
  })

  it('R17 answers 401 to credentials of every length, in a cookie and in a header', {
    timeout: 60_000,
  }, async () => {
    const { sessions } = setup({}, tokens)
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const start = token.slice(0, token.lastIndexOf('.') + 1)
    for (let length = 0; length <= 10_000; length += length < 300 ? 1 : 97) {
      for (const text of ['x'.repeat(length), start + 'A'.repeat(length)]) {
        for (const headers of [{ cookie: `__Host-seatkit=${text}` }, { authorization: `Bearer ${text}` }]) {
          const context = await askWith(sessions, headers)
          expect([context.session, context.refusal()?.status]).toEqual([null, 401])
        }
      }
    }
    expect((await askWith(sessions, { authorization: `Bearer ${token}` })).userId).toBe('alice')
  })
})

it('R14 writes nothing for ten thousand tokens that nobody was given', { timeout: 60_000 }, async () => {
  const asked: string[] = []
  const { sessions } = setup({ store: listeningStore(memoryStore(), asked) })
  for (let i = 0; i < 10_000; i++) {
    const [user, id, secret] = [randomBytes(8), randomBytes(16), randomBytes(32)].map((b) =>
      b.toString('base64url'),
    )
    const context = await askWith(sessions, {
      cookie: `__Host-seatkit=${user}.${id}.${secret}; __Host-seatkit-device=${DEVICE}`,
    })
    expect(context.session).toBeNull()
  }
  expect(new Set(asked)).toEqual(new Set(['touch', 'find']))
  expect(asked.length).toBeGreaterThan(1_000)
})

describe('F30 junk', () => {
  const JUNK: readonly (readonly [name: string, junk: string])[] = [
    ['semicolons', ';'.repeat(15_900)],
    ['semicolons and spaces', '; '.repeat(7_950)],
    ['cookies without names', '=;'.repeat(7_950)],
    ['cookies of one letter', 'a=b;'.repeat(3_975)],
    ['almost the name', '__Host-seatki;'.repeat(1_135)],
    ['the start of the name', '__Host-seatkit'.repeat(1_135)],
    ['our cookie, again and again', '__Host-seatkit=x;'.repeat(935)],
    ['quotes', '"'.repeat(15_900)],
    ['spaces', ' '.repeat(15_900)],
  ]

  // A hundred times what Node lets through: what takes time by the square of the length would not come to an end.
  it.each(JUNK)('F30 of %s is read in one go, and signs nobody in', async (_, junk) => {
    const { sessions } = setup()
    expect((await askWith(sessions, { cookie: junk.repeat(100) })).session).toBeNull()
  })

  it('F30 does not hide a cookie that stands after it', async () => {
    const { sessions } = setup()
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const context = await askWith(sessions, { cookie: `${'x=y;'.repeat(3_900)} __Host-seatkit=${token}` })
    expect(context.userId).toBe('alice')
  })
})

it('R21 takes no token from a URL', async () => {
  const { sessions } = setup()
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  for (const name of ['token', 'access_token', 'sid', '__Host-seatkit']) {
    const { context } = await load(sessions, request({ search: `?${name}=${token}`, path: `/${token}` }))
    expect(context.session).toBeNull()
  }
})
