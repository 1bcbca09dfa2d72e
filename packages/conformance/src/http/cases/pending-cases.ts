import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device } from '../device.ts'
import { expectEmpty, expectJson, expectProblem } from '../expect-reply.ts'
import { SIGNED_IN, WAITING } from '../routes.ts'
import { answer, approved, challenged, signedInDevice } from '../scenes.ts'

/** What the waiting device can do. */
export const pendingCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H30: [
    'MUST tell the waiting device how its login stands',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const pending = expectJson(await waiting.device.ask('GET', '/pending'), 200)
      assert.deepEqual(Object.keys(pending).sort(), ['expiresAt', 'status'])
      assert.equal(pending.status, 'pending')
      assert.ok(Date.parse(pending.expiresAt ?? '') > Date.now())
      expectJson(await answer(first, waiting.challengeId, waiting.code), 200)
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'approved')
    },
  ],
  H31: [
    'MUST turn an approved login into a session with 201, as an admitted one, and clear the ticket',
    async (target) => {
      const { first, waiting } = await approved(target)
      const body = expectJson(await waiting.device.ask('POST', '/pending/redeem'), 201)
      assert.equal(body.status, 'signed-in')
      assert.equal(body.session?.current, true)
      assert.deepEqual(body.ended, [])
      assert.equal(waiting.device.cookie('ticket'), '')
      assert.equal((await waiting.device.send('GET', '/me')).status, 200)
      expectJson(await first.device.ask('GET', '/current'), 200)
    },
  ],
  H32: [
    'MUST answer 409 to a device that comes before the approval, and let it wait on',
    async (target) => {
      const { waiting } = await challenged(target)
      const reply = await waiting.device.ask('POST', '/pending/redeem')
      expectProblem(reply, 409, 'challenge-pending')
      assert.equal(waiting.device.cookie('session'), '')
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'pending')
    },
  ],
  H33: [
    'MUST answer 410 to a device that was refused, say how, and clear the ticket',
    async (target) => {
      const { first, waiting } = await challenged(target)
      expectJson(await first.device.ask('POST', `/challenges/${waiting.challengeId}/deny`), 200)
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'denied')
      const reply = await waiting.device.ask('POST', '/pending/redeem')
      assert.equal(expectProblem(reply, 410, 'challenge-over').challenge?.status, 'denied')
      assert.equal(waiting.device.cookie('ticket') + waiting.device.cookie('session'), '')
    },
  ],
  H34: [
    'MUST give one session to 50 redemptions made at once (G5)',
    async (target) => {
      const { first, waiting } = await approved(target)
      const headers = { authorization: `Bearer ${waiting.device.cookie('ticket')}` }
      const redeemed = Array.from({ length: 50 }, () =>
        new Device(target).ask('POST', '/pending/redeem', { headers }),
      )
      const statuses = (await Promise.all(redeemed)).map(({ status }) => status).sort()
      assert.deepEqual(statuses, [201, ...Array(49).fill(410)])
      assert.equal(expectJson(await first.device.ask('GET', '/'), 200).sessions?.length, 2)
    },
  ],
  H35: [
    'MUST let the waiting device give up with 204, and clear the ticket',
    async (target) => {
      const { first, waiting } = await challenged(target)
      expectEmpty(await waiting.device.ask('DELETE', '/pending'))
      assert.equal(waiting.device.cookie('ticket'), '')
      assert.deepEqual(expectJson(await first.device.ask('GET', '/challenges'), 200).challenges, [])
    },
  ],
  H36: [
    'MUST take a ticket for waiting only, and a session for everything else (G2)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const token = first.device.cookie('session')
      const ticket = waiting.device.cookie('ticket')
      const cookies = (session: string, asTicket: string): Readonly<Record<string, string>> => ({
        cookie: `${first.device.cookieName('session')}=${session}; ${first.device.cookieName('ticket')}=${asTicket}`,
      })
      for (const headers of [cookies('', token), { authorization: `Bearer ${token}` }]) {
        for (const [method, route] of WAITING) {
          const options =
            route === '/pending/answer' ? { headers, json: { code: waiting.code } } : { headers }
          expectProblem(await new Device(target).ask(method, route, options), 401, 'ticket-required')
        }
      }
      for (const headers of [cookies(ticket, ''), { authorization: `Bearer ${ticket}` }]) {
        for (const [method, route] of SIGNED_IN) {
          const options = method === 'POST' ? { headers, json: { code: waiting.code } } : { headers }
          expectProblem(await new Device(target).ask(method, route, options), 401, 'session-required')
        }
      }
      expectJson(await first.device.ask('GET', '/current'), 200)
    },
  ],
  H37: [
    'MUST let the waiting login in when nobody is left who could answer (G7)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      expectEmpty(await first.device.ask('DELETE', '/current'))
      assert.equal(expectJson(await waiting.device.ask('GET', '/pending'), 200).status, 'approved')
      expectJson(await waiting.device.ask('POST', '/pending/redeem'), 201)
    },
  ],
  H38: [
    'MUST refuse who waits when all others are ended',
    async (target) => {
      const { first, waiting } = await approved(target)
      expectJson(await first.device.ask('DELETE', '/others'), 200)
      const reply = await waiting.device.ask('POST', '/pending/redeem')
      assert.equal(expectProblem(reply, 410, 'challenge-over').challenge?.status, 'denied')
    },
  ],
  H39: [
    'MUST answer 401 to a device that does not wait',
    async (target) => {
      const { device } = await signedInDevice(target)
      for (const stranger of [device, new Device(target)]) {
        for (const [method, route] of WAITING) {
          expectProblem(await stranger.ask(method, route), 401, 'ticket-required')
        }
      }
    },
  ],
})
