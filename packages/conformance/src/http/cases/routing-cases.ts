import assert from 'node:assert/strict'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { expectJson, expectProblem } from '../expect-reply.ts'
import { SIGNED_IN } from '../routes.ts'
import { signedInDevice } from '../scenes.ts'

/** Which paths and methods there are. */
export const routingCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H80: [
    'MUST answer 404 to paths that there are not',
    async (target) => {
      const { device } = await signedInDevice(target)
      const paths = [
        '/current/x',
        '/challenges/x',
        '/challenges/x/approve',
        '/challenges/x/answer/y',
        '/pending/x',
      ]
      for (const path of [...paths, '/x/y', '//current', '/current//']) {
        for (const method of ['GET', 'POST', 'DELETE']) {
          expectProblem(await device.ask(method, path), 404, 'not-found')
        }
      }
    },
  ],
  H81: [
    'MUST answer 405 to methods that a path does not have, and say which it has',
    async (target) => {
      const { device } = await signedInDevice(target)
      const allowed = {
        '/': 'GET, HEAD',
        '/current': 'DELETE, GET, HEAD',
        '/others': 'DELETE',
        '/history': 'GET, HEAD',
        '/challenges': 'GET, HEAD',
        '/challenges/x/answer': 'POST',
        '/challenges/x/deny': 'POST',
        '/pending': 'DELETE, GET, HEAD',
        '/pending/redeem': 'POST',
        '/events': 'GET, HEAD',
        '/some-session': 'DELETE',
      }
      for (const [path, methods] of Object.entries(allowed)) {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          if (methods.includes(method)) continue
          const reply = await device.ask(method, path)
          expectProblem(reply, 405, 'method-not-allowed')
          assert.equal((reply.headers.get('allow') ?? '').split(', ').sort().join(', '), methods)
        }
      }
    },
  ],
  H82: [
    'MUST answer HEAD as GET, without the body',
    async (target) => {
      const { device } = await signedInDevice(target)
      for (const [, path] of SIGNED_IN.filter(([method]) => method === 'GET')) {
        const reply = await device.ask('HEAD', path)
        assert.deepEqual([reply.status, reply.text], [200, ''])
        assert.match(reply.headers.get('content-type') ?? '', /^application\/json\b/)
        assert.equal(reply.headers.get('cache-control'), 'no-store')
      }
    },
  ],
  H83: [
    'MUST take a path with a slash at its end for the same',
    async (target) => {
      const { device, session } = await signedInDevice(target)
      assert.equal(expectJson(await device.ask('GET', '/current/'), 200).id, session.id)
      for (const path of ['', '/', '?x', '/?x']) {
        assert.equal(expectJson(await device.ask('GET', path), 200).sessions?.length, 1)
      }
    },
  ],
  H84: [
    'MUST answer 426 to a plain request for the WebSocket',
    async (target) => {
      const { device } = await signedInDevice(target)
      const reply = await device.ask('GET', '/events')
      expectProblem(reply, 426, 'upgrade-required')
      assert.equal(reply.headers.get('upgrade'), 'websocket')
    },
  ],
})
