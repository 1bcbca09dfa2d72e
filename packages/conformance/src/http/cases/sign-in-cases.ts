import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device } from '../device.ts'
import { expectJson, expectProblem, expectRetryAfter } from '../expect-reply.ts'
import { newUser, signedInDevice, twoDevices, waitingDevice } from '../scenes.ts'

/** What a login is answered. */
export const signInCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H01: [
    'MUST answer an admitted login with 201 and its session, which works at once',
    async (target) => {
      const device = new Device(target)
      const body = expectJson(await device.login(newUser()), 201)
      assert.deepEqual(Object.keys(body).sort(), ['ended', 'session', 'status'])
      assert.equal(body.status, 'signed-in')
      assert.equal(body.session?.current, true)
      assert.deepEqual(body.ended, [])
      assert.deepEqual(expectJson(await device.ask('GET', '/current'), 200), body.session)
    },
  ],
  H02: [
    'MUST answer a login that waits with 202, its code, and nothing that signs in (G2)',
    async (target) => {
      const { user } = await signedInDevice(target)
      const device = new Device(target)
      const { status, challenge, session } = expectJson(await device.login(user), 202)
      assert.equal(status, 'challenge')
      assert.deepEqual(Object.keys(challenge ?? {}).sort(), ['code', 'expiresAt', 'id'])
      assert.match(challenge?.code ?? '', /^\d{6}$/)
      assert.ok(Date.parse(challenge?.expiresAt ?? '') > Date.now())
      assert.equal(session, undefined)
      assert.equal(device.cookie('session'), '')
      expectProblem(await device.send('GET', '/me'), 401, 'session-required')
    },
  ],
  H03: [
    'MUST refuse a login beyond the limit with 409, and say who holds the seats (G1, G7)',
    async (target) => {
      const { first, second } = await twoDevices(target)
      const device = new Device(target)
      const { detail, limit, active } = expectProblem(
        await device.login(first.user),
        409,
        'session-limit-reached',
      )
      assert.equal(detail, 'Already 2 sessions active')
      assert.equal(limit, 2)
      assert.deepEqual(active?.map(({ id }) => id).sort(), [first.session.id, second.session.id].sort())
      assert.equal(device.cookie('session') + device.cookie('ticket'), '')
    },
  ],
  H04: [
    'MUST give a device that signs in again its own seat, and end what it held before as replaced (G7)',
    async (target) => {
      const { user, device, session } = await signedInDevice(target)
      const before = `Bearer ${device.cookie('session')}`
      const { ended } = expectJson(await device.login(user), 201)
      assert.deepEqual(
        ended?.map(({ id, endReason }) => ({ id, endReason })),
        [{ id: session.id, endReason: 'replaced' }],
      )
      const refused = await device.ask('GET', '/current', { headers: { authorization: before } })
      assert.equal(expectProblem(refused, 401, 'session-required').endReason, 'replaced')
      expectJson(await device.ask('GET', '/current'), 200)
    },
  ],
  H05: [
    'MUST refuse more waiting logins than may wait with 429 and Retry-After',
    async (target) => {
      const { user } = await signedInDevice(target)
      for (let waiting = 0; waiting < 3; waiting++) await waitingDevice(target, user)
      const device = new Device(target)
      const reply = await device.login(user)
      expectProblem(reply, 429, 'too-many-challenges')
      expectRetryAfter(reply)
      assert.equal(device.cookie('ticket'), '')
    },
  ],
  H06: [
    'MUST sign out the session of another user in the same browser',
    async (target) => {
      const { device, session } = await signedInDevice(target)
      const before = `Bearer ${device.cookie('session')}`
      const { session: next } = expectJson(await device.login(newUser()), 201)
      assert.notEqual(next?.id, session.id)
      const refused = await device.ask('GET', '/current', { headers: { authorization: before } })
      assert.equal(expectProblem(refused, 401, 'session-required').endReason, 'signed-out')
    },
  ],
  H07: [
    "MUST guard the application's own routes: 200 with the session, 401 without",
    async (target) => {
      expectProblem(await new Device(target).send('GET', '/me'), 401, 'session-required')
      const { device, session } = await signedInDevice(target)
      const reply = await device.send('GET', '/me')
      assert.equal(reply.status, 200, reply.text)
      assert.equal(reply.body.id, session.id)
    },
  ],
  H08: [
    'MUST admit one and challenge at most three of 50 first logins made at once (G1)',
    async (target) => {
      const user = newUser()
      const logins = Array.from({ length: 50 }, () => new Device(target).login(user))
      const statuses = (await Promise.all(logins)).map(({ status }) => status).sort()
      assert.deepEqual(statuses, [201, ...Array(3).fill(202), ...Array(46).fill(429)])
    },
  ],
})
