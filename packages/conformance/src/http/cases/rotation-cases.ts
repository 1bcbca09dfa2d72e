import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device, type Reply } from '../device.ts'
import { expectJson, expectOwn, expectProblem } from '../expect-reply.ts'
import { CHANGING } from '../routes.ts'
import { answer, challenged, type SignedInDevice, signedInDevice } from '../scenes.ts'

/** New tokens for old, while requests are under way. */
export const rotationCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H98: [
    'MUST let requests under way with the token before a rotation read, and change nothing (session fixation)',
    async (target) => {
      const { device, session } = await signedInDevice(target)
      const before = device.cookie('session')
      assert.equal((await device.send('POST', '/rotate')).status, 204)
      const underWay = (method: string, path: string): Promise<Reply> =>
        new Device(target).send(method, path, { headers: { authorization: `Bearer ${before}` } })
      for (const path of ['/me', '/fresh', `${target.mount}/current`]) {
        expectOwn(await underWay('GET', path), session.id)
      }
      for (const [method, route] of CHANGING) {
        expectProblem(await underWay(method, target.mount + route), 401, 'session-required')
      }
      for (const path of ['/rotate', '/reauthenticate']) {
        assert.equal((await underWay('POST', path)).status, 409)
      }
      assert.equal(expectJson(await device.ask('GET', '/current'), 200).id, session.id)
    },
  ],
  H99: [
    'MUST refuse the token before a rotation at once when its session has ended, or was given another one since (G4)',
    async (target) => {
      for (const end of [
        ({ device }: SignedInDevice) => device.ask('DELETE', '/current'),
        ({ device }: SignedInDevice) => device.send('POST', '/rotate'),
      ]) {
        const first = await signedInDevice(target)
        const headers = { authorization: `Bearer ${first.device.cookie('session')}` }
        assert.equal((await first.device.send('POST', '/rotate')).status, 204)
        assert.equal((await end(first)).status, 204)
        expectProblem(await new Device(target).send('GET', '/me', { headers }), 401, 'session-required')
      }
    },
  ],
  H49: [
    'MUST take a code from the token after a rotation alone',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const before = first.device.cookie('session')
      assert.equal((await first.device.send('POST', '/rotate')).status, 204)
      const route = `/challenges/${waiting.challengeId}/answer`
      const late = await new Device(target).ask('POST', route, {
        headers: { authorization: `Bearer ${before}` },
        json: { code: waiting.code },
      })
      expectProblem(late, 401, 'session-required')
      expectJson(await answer(first, waiting.challengeId, waiting.code), 200)
    },
  ],
})
