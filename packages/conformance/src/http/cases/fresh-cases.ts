import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device } from '../device.ts'
import { expectEmpty, expectJson, expectOwn, expectProblem, expectRetryAfter } from '../expect-reply.ts'
import { newUser, signedInDevice, twoDevices } from '../scenes.ts'
import { STALE } from '../with-stale-logins.ts'

const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const HOUR_S = 3_600

/** What asks for more than being signed in. */
export const freshCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H93: [
    'MUST let a fresh login through to sensitive acts, and answer others with 401, how recent it has to be, and how to get on',
    async (target) => {
      const fresh = await signedInDevice(target)
      const stale = await signedInDevice(target, STALE + newUser())
      expectOwn(await fresh.device.send('GET', '/fresh'), fresh.session.id)
      const reply = await stale.device.send('GET', '/fresh')
      assert.equal(expectProblem(reply, 401, 'reauthentication-required').maxAge, 600)
      assert.equal(
        reply.headers.get('www-authenticate'),
        'Bearer error="insufficient_user_authentication", max_age="600"',
      )
      expectOwn(await stale.device.send('GET', '/me'), stale.session.id)
      expectProblem(await new Device(target).send('GET', '/fresh'), 401, 'session-required')
    },
  ],
  H94: [
    'MUST make a login fresh again with a new token, for the same session in the same seat',
    async (target) => {
      const { device, session } = await signedInDevice(target, STALE + newUser())
      const token = device.cookie('session')
      assert.equal((await device.send('POST', '/reauthenticate')).status, 204)
      assert.notEqual(device.cookie('session'), token)
      expectOwn(await device.send('GET', '/fresh'), session.id)
      const { sessions } = expectJson(await device.ask('GET', '/'), 200)
      assert.deepEqual(
        sessions?.map(({ id }) => id),
        [session.id],
      )
    },
  ],
  H95: [
    'MUST ask for a fresh login where that is configured before other sessions are ended, whichever is meant, and not to sign out',
    async (target) => {
      const { device, session } = await signedInDevice(target, STALE + newUser())
      for (const route of ['/others', `/${UNKNOWN_ID}`]) {
        const reply = await device.send('DELETE', `/careful${route}`)
        expectProblem(reply, 401, 'reauthentication-required')
      }
      assert.equal((await device.send('POST', '/reauthenticate')).status, 204)
      expectProblem(await device.send('DELETE', `/careful/${UNKNOWN_ID}`), 404, 'not-found')
      assert.deepEqual(expectJson(await device.send('DELETE', '/careful/others'), 200).ended, [])

      const leaving = await signedInDevice(target, STALE + newUser())
      expectEmpty(await leaving.device.send('DELETE', '/careful/current'))
      expectEmpty(await device.send('DELETE', `/careful/${session.id}`))
    },
  ],
  H96: [
    'MUST refuse a young session that would end an older one with 403 and Retry-After, where that is configured, and end nothing',
    async (target) => {
      const { first, second } = await twoDevices(target)
      for (const route of ['/others', `/${first.session.id}`]) {
        const reply = await second.device.send('DELETE', `/careful${route}`)
        expectProblem(reply, 403, 'session-too-young')
        expectRetryAfter(reply)
        assert.ok(Number(reply.headers.get('retry-after')) <= HOUR_S)
      }
      expectJson(await first.device.ask('GET', '/current'), 200)
      expectProblem(await second.device.send('DELETE', `/careful/${UNKNOWN_ID}`), 404, 'not-found')
      expectEmpty(await second.device.send('DELETE', '/careful/current'))
    },
  ],
  H97: [
    'MUST let a young session end a younger one',
    async (target) => {
      const { first, second } = await twoDevices(target)
      expectEmpty(await first.device.send('DELETE', `/careful/${second.session.id}`))
      expectProblem(await second.device.ask('GET', '/current'), 401, 'session-required')
    },
  ],
})
