import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device } from '../device.ts'
import { expectJson, expectProblem } from '../expect-reply.ts'
import { type HttpTarget, originOf } from '../http-target.ts'
import { CHANGING, CHANGING_PENDING, type Route, SIGNED_IN } from '../routes.ts'
import { challenged, newUser, signedInDevice } from '../scenes.ts'

/** Where a request says it comes from; `null`: it does not say. */
type Origin = Readonly<Record<'sec-fetch-site' | 'origin', string | null>>

/** Who may use the user's cookies: pages of the server's own origin (OWASP ASVS 3.5.1 to 3.5.3). */
export const originCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H60: [
    'MUST refuse changes with a cookie from another origin, or from nowhere, with 403, and change nothing',
    async (target) => {
      const { first, waiting } = await challenged(target)
      for (const headers of foreign(target)) {
        for (const route of CHANGING) await expectRefused(first.device, route, headers)
        for (const route of CHANGING_PENDING) await expectRefused(waiting.device, route, headers)
      }
      expectJson(await first.device.ask('GET', '/current'), 200)
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'pending')
    },
  ],
  H61: [
    'MUST allow changes with a cookie from the own origin: by Sec-Fetch-Site, else by Origin',
    async (target) => {
      for (const headers of own(target)) {
        for (const route of CHANGING) {
          await expectNotRefused((await signedInDevice(target)).device, route, headers)
        }
        for (const route of CHANGING_PENDING) {
          await expectNotRefused((await challenged(target)).waiting.device, route, headers)
        }
      }
    },
  ],
  H62: [
    'MUST ask no origin of a token in the Authorization header, which no page can send unasked, though there is a cookie too',
    async (target) => {
      const { device } = await signedInDevice(target)
      const authorization = `Bearer ${device.cookie('session')}`
      const harmless = CHANGING.filter(([, path]) => path !== '/current')
      for (const origin of combinations(target)) {
        for (const route of harmless) {
          await expectNotRefused(device, route, { ...origin, authorization })
        }
      }
    },
  ],
  H63: [
    'MUST answer 401, not 403, to changes from anywhere when there is no cookie',
    async (target) => {
      for (const headers of combinations(target)) {
        for (const [method, path] of CHANGING) {
          const reply = await new Device(target).ask(method, path, { headers, ...bodyOf(method) })
          expectProblem(reply, 401, 'session-required')
        }
      }
    },
  ],
  H64: [
    'MUST let anybody read who has the cookie: links from elsewhere lead to a signed-in page',
    async (target) => {
      const { device } = await signedInDevice(target)
      for (const headers of combinations(target)) {
        for (const [method, path] of SIGNED_IN.filter(([method]) => method === 'GET')) {
          expectJson(await device.ask(method, path, { headers }), 200)
        }
      }
    },
  ],
  H65: [
    'MUST refuse a login that a page of another origin makes with 403 and no cookie, and allow one of no browser',
    async (target) => {
      for (const headers of combinations(target)) {
        const device = new Device(target)
        const reply = await device.login(newUser(), { headers })
        const noBrowser = headers.origin === null && headers['sec-fetch-site'] === null
        if (isForeign(target, headers) && !noBrowser) {
          expectProblem(reply, 403, 'cross-origin')
          assert.equal(device.cookie('session'), '')
        } else {
          expectJson(reply, 201)
        }
      }
    },
  ],
})

/** Every kind of `Sec-Fetch-Site`, or none, with every kind of `Origin`, or none. */
function combinations(target: HttpTarget): readonly Origin[] {
  const own = originOf(target)
  const sites = ['same-origin', 'same-site', 'cross-site', 'none', null]
  const origins = [own, 'https://elsewhere.example', `${own}.elsewhere.example`, 'null', null]
  return sites.flatMap((site) => origins.map((origin) => ({ 'sec-fetch-site': site, origin })))
}

/** Where the browser says what it is, that decides; else the origin does. */
function isForeign(target: HttpTarget, { 'sec-fetch-site': site, origin }: Origin): boolean {
  return site === null ? origin !== originOf(target) : site !== 'same-origin'
}

function foreign(target: HttpTarget): readonly Origin[] {
  return combinations(target).filter((origin) => isForeign(target, origin))
}

function own(target: HttpTarget): readonly Origin[] {
  return combinations(target).filter((origin) => !isForeign(target, origin))
}

async function expectRefused(device: Device, [method, path]: Route, headers: Origin): Promise<void> {
  expectProblem(await device.ask(method, path, { headers, ...bodyOf(method) }), 403, 'cross-origin')
}

async function expectNotRefused(
  device: Device,
  [method, path]: Route,
  headers: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { status, text } = await device.ask(method, path, { headers, ...bodyOf(method) })
  assert.ok(status !== 401 && status !== 403 && status < 500, text)
}

function bodyOf(method: string): { readonly json?: unknown } {
  return method === 'POST' ? { json: { code: '123456' } } : {}
}
