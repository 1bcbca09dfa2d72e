import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device } from '../device.ts'
import { expectProblem, expectRetryAfter } from '../expect-reply.ts'
import { SIGNED_IN, WAITING } from '../routes.ts'
import { newUser } from '../scenes.ts'
import { OUTAGE } from '../with-outage.ts'

/** A store that cannot answer (G8): 503, never a session and never a silent sign-out. */
export const outageCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H90: [
    'MUST answer a login with 503 and Retry-After, and no session or ticket, when the store cannot answer (G8)',
    async (target) => {
      const device = new Device(target)
      const reply = await device.login(OUTAGE + newUser())
      expectProblem(reply, 503, 'store-unavailable')
      expectRetryAfter(reply)
      assert.equal(device.cookie('session') + device.cookie('ticket'), '')
    },
  ],
  H91: [
    'MUST answer whatever needs a session with 503, and leave the cookies alone, when the store cannot answer (G8)',
    async (target) => {
      const device = new Device(target)
      const credential = outOfReach()
      device.cookies.set(device.cookieName('session'), credential)
      device.cookies.set(device.cookieName('ticket'), credential)
      const replies = [await device.send('GET', '/me')]
      for (const [method, path] of [...SIGNED_IN, ...WAITING]) {
        const options = method === 'POST' ? { json: { code: '123456' } } : {}
        replies.push(await device.ask(method, path, options))
      }
      for (const reply of replies) {
        expectProblem(reply, 503, 'store-unavailable')
        expectRetryAfter(reply)
        assert.deepEqual(reply.cookies, [])
      }
    },
  ],
})

/** A token, or ticket, of the right form whose user cannot be looked up. */
function outOfReach(): string {
  const user = Buffer.from(OUTAGE + newUser()).toString('base64url')
  return `${user}.${'A'.repeat(22)}.${'A'.repeat(43)}`
}
