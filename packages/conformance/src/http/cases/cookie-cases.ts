import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { type CookieKind, Device, parseSetCookie, type Reply } from '../device.ts'
import { expectJson, expectProblem } from '../expect-reply.ts'
import { type HttpTarget, isSecure } from '../http-target.ts'
import { challenged, newUser, signedInDevice } from '../scenes.ts'

const DEVICE_COOKIE_S = 34_560_000
const TICKET_COOKIE_S = 900

/** The three cookies, to the letter (OWASP ASVS 3.3.1 to 3.3.4). */
export const cookieCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H40: [
    'MUST set the session cookie for the host alone, out of reach of scripts, until the browser closes',
    async (target) => {
      const device = new Device(target)
      const reply = await device.login(newUser())
      assert.deepEqual(lineOf(reply, device, 'session')?.attributes, attributes(target))
      assert.match(device.cookie('session'), /^[\w.~-]+$/)
    },
  ],
  H41: [
    'MUST set the device cookie for 400 days when there is none, whatever the outcome, and leave one that is there',
    async (target) => {
      const { first, waiting } = await challenged(target)
      for (const { device, login } of [
        { device: first.device, login: first.device.replies[0] },
        { device: waiting.device, login: waiting.device.replies[0] },
      ]) {
        const line = lineOf(login, device, 'device')
        assert.match(line?.value ?? '', /^[\w-]{22}$/)
        assert.deepEqual(line?.attributes, attributes(target, DEVICE_COOKIE_S))
        assert.equal(lineOf(await device.login(first.user), device, 'device'), undefined)
      }
    },
  ],
  H42: [
    'MUST set the ticket cookie for a quarter of an hour',
    async (target) => {
      const { device } = (await challenged(target)).waiting
      const line = lineOf(device.replies[0], device, 'ticket')
      assert.deepEqual(line?.attributes, attributes(target, TICKET_COOKIE_S))
    },
  ],
  H43: [
    'MUST clear cookies with the attributes they were set with',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const signOut = await first.device.ask('DELETE', '/current')
      const cancel = await waiting.device.ask('DELETE', '/pending')
      for (const line of [
        lineOf(signOut, first.device, 'session'),
        lineOf(cancel, waiting.device, 'ticket'),
      ]) {
        assert.deepEqual([line?.value, line?.attributes], ['', attributes(target, 0)])
      }
    },
  ],
  H44: [
    'MUST NOT trust a cookie whose name stands twice',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const cases = [
        [first.device, 'session', '/current'],
        [waiting.device, 'ticket', '/pending'],
      ] as const
      for (const [device, kind, route] of cases) {
        const pair = `${device.cookieName(kind)}=${device.cookie(kind)}`
        const planted = `${device.cookieName(kind)}=planted`
        for (const cookie of [`${pair}; ${planted}`, `${planted}; ${pair}`, `${pair};${pair}`]) {
          const reply = await new Device(target).ask('GET', route, { headers: { cookie } })
          assert.equal(reply.status, 401)
        }
        expectJson(await device.ask('GET', route, { headers: { cookie: `a=1; ${pair}; b=2` } }), 200)
      }
    },
  ],
  H45: [
    'MUST take cookie names to the letter',
    async (target) => {
      const { device } = await signedInDevice(target)
      const name = device.cookieName('session')
      for (const other of [name.toUpperCase(), `${name}x`, `x${name}`, `__HOST-${name}`, `"${name}"`]) {
        const cookie = `${other}=${device.cookie('session')}`
        const reply = await new Device(target).ask('GET', '/current', { headers: { cookie } })
        expectProblem(reply, 401, 'session-required')
      }
    },
  ],
  H46: [
    'MUST answer 401 to cookies that are garbage',
    async (target) => {
      const device = new Device(target)
      const garbage = [
        '',
        '=',
        '.',
        '..',
        'a.b.c',
        '%00',
        '%',
        '"',
        '\u00ff',
        'e30.e30.e30',
        '{}',
        'x'.repeat(4_000),
      ]
      for (const value of garbage) {
        const cookie = `${device.cookieName('session')}=${value}; ${device.cookieName('ticket')}=${value}; ;=;`
        const headers = { cookie }
        expectProblem(await device.ask('GET', '/current', { headers }), 401, 'session-required')
        expectProblem(await device.send('GET', '/me', { headers }), 401, 'session-required')
        expectProblem(await device.ask('GET', '/pending', { headers }), 401, 'ticket-required')
      }
    },
  ],
  H47: [
    'MUST give a new token at login, whatever the browser held before (session fixation)',
    async (target) => {
      const planted = await signedInDevice(target)
      const victim = new Device(target)
      const cookie = `${victim.cookieName('session')}=${planted.device.cookie('session')}`
      expectJson(await victim.login(newUser(), { headers: { cookie } }), 201)
      assert.notEqual(victim.cookie('session'), planted.device.cookie('session'))
      expectProblem(await planted.device.ask('GET', '/current'), 401, 'session-required')
    },
  ],
})

/** What every cookie of Seatkit carries, sorted, and its `Max-Age` where it has one. */
function attributes(target: HttpTarget, maxAgeS?: number): readonly string[] {
  return [
    'HttpOnly',
    ...(maxAgeS === undefined ? [] : [`Max-Age=${maxAgeS}`]),
    'Path=/',
    'SameSite=Lax',
    ...(isSecure(target) ? ['Secure'] : []),
  ]
}

/** The line that sets this cookie; it must not stand twice. */
function lineOf(
  reply: Reply | undefined,
  device: Device,
  kind: CookieKind,
): ReturnType<typeof parseSetCookie> | undefined {
  const lines = (reply?.cookies ?? [])
    .map(parseSetCookie)
    .filter(({ name }) => name === device.cookieName(kind))
  assert.ok(lines.length <= 1)
  return lines[0]
}
