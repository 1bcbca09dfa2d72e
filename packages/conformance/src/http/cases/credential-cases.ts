import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import { Device, type Reply } from '../device.ts'
import { expectEmpty, expectJson, expectProblem } from '../expect-reply.ts'
import type { HttpTarget } from '../http-target.ts'
import { SIGNED_IN } from '../routes.ts'
import { answer, challenged, signedInDevice } from '../scenes.ts'

/** What proves a session, and what does not. */
export const credentialCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H50: [
    'MUST take a token from the Authorization header, whatever the case of the scheme',
    async (target) => {
      const { device, session } = await signedInDevice(target)
      for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
        const reply = await withAuthorization(target, `${scheme} ${device.cookie('session')}`)
        assert.equal(expectJson(reply, 200).id, session.id)
      }
    },
  ],
  H51: [
    'MUST answer 401 to an Authorization header that is garbage',
    async (target) => {
      const { device } = await signedInDevice(target)
      const token = device.cookie('session')
      const garbage = ['', 'Bearer', 'Bearer ', 'Bearer  ', 'Bearer a b', 'Bearer ,', 'Bearer e30.e30.e30']
      const others = [`Basic ${token}`, token, `Bearer "${token}"`, `Bearer ${token},`, `xBearer ${token}`]
      for (const authorization of [...garbage, ...others, `Bearer ${'x'.repeat(4_000)}`, 'Bearer \u00ff']) {
        expectProblem(await withAuthorization(target, authorization), 401, 'session-required')
      }
    },
  ],
  H52: [
    'MUST ignore tokens in URLs',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const token = first.device.cookie('session')
      const names = ['token', 'access_token', 'sid', 'session', first.device.cookieName('session')]
      const query = names.map((name) => `${name}=${token}`).join('&')
      const reply = await new Device(target).ask('GET', `/current?${query}`)
      expectProblem(reply, 401, 'session-required')
      const pending = `/pending?ticket=${waiting.device.cookie('ticket')}`
      expectProblem(await new Device(target).ask('GET', pending), 401, 'ticket-required')
    },
  ],
  H53: [
    'MUST refuse a token of which a part is changed, cut off or of another session',
    async (target) => {
      const mine = (await signedInDevice(target)).device.cookie('session')
      const theirs = (await signedInDevice(target)).device.cookie('session')
      const changed = changedParts(mine)
      for (const token of [...changed, ...mixedParts(mine, theirs), `${mine}A`, mine.slice(0, -1)]) {
        expectProblem(await withAuthorization(target, `Bearer ${token}`), 401, 'session-required')
      }
    },
  ],
  H54: [
    'MUST tell why a session ended to the owner of its token, and to nobody else',
    async (target) => {
      const { device } = await signedInDevice(target)
      const token = device.cookie('session')
      expectEmpty(await device.ask('DELETE', '/current'))
      const owner = await withAuthorization(target, `Bearer ${token}`)
      assert.equal(expectProblem(owner, 401, 'session-required').endReason, 'signed-out')
      const [, , wrongSecret] = changedParts(token)
      const stranger = await withAuthorization(target, `Bearer ${wrongSecret}`)
      assert.equal(expectProblem(stranger, 401, 'session-required').endReason, undefined)
    },
  ],
  H55: [
    'MUST answer every route with 401 when there is no session',
    async (target) => {
      for (const [method, route] of SIGNED_IN) {
        const options = method === 'POST' ? { json: { code: '123456' } } : {}
        expectProblem(await new Device(target).ask(method, route, options), 401, 'session-required')
      }
    },
  ],
  H56: [
    'MUST NOT write a token, a ticket, a code or a hash of one into any body, but the code to the device that shows it (G6)',
    async (target) => {
      const { first, waiting } = await challenged(target)
      const secrets = [first.device.cookie('session'), waiting.device.cookie('ticket')]
      await first.device.ask('GET', '/challenges')
      await waiting.device.ask('GET', '/pending')
      await answer(first, waiting.challengeId, waiting.wrongCode)
      await answer(first, waiting.challengeId, waiting.code)
      await waiting.device.ask('POST', '/pending/redeem')
      secrets.push(waiting.device.cookie('session'))
      for (const route of ['/', '/current', '/history']) await first.device.ask('GET', route)
      await new Device(target).login(first.user)
      await first.device.ask('DELETE', '/others')
      const [shown, ...rest] = waiting.device.replies
      assert.ok(shown?.text.includes(`"${waiting.code}"`))
      for (const { text } of [...waiting.device.replies, ...first.device.replies]) {
        for (const secret of secrets.flatMap(withHashes)) assert.ok(!text.includes(secret))
      }
      for (const { text } of [...rest, ...first.device.replies]) {
        assert.ok(!text.includes(`"${waiting.code}"`))
      }
    },
  ],
})

function withAuthorization(target: HttpTarget, authorization: string): Promise<Reply> {
  return new Device(target).ask('GET', '/current', { headers: { authorization } })
}

/** The token with its first, its second and its third part changed. */
function changedParts(token: string): readonly string[] {
  const parts = token.split('.')
  return parts.map((part, index) => {
    const changed = `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`
    return parts.with(index, changed).join('.')
  })
}

/** Every mixture of two tokens. */
function mixedParts(a: string, b: string): readonly string[] {
  const [userA = '', idA = '', secretA = ''] = a.split('.')
  const [userB = '', idB = '', secretB = ''] = b.split('.')
  return [
    [userA, idA, secretB],
    [userA, idB, secretA],
    [userA, idB, secretB],
    [userB, idA, secretA],
  ].map((parts) => parts.join('.'))
}

/** The token, its secret, and what is stored of it. */
function withHashes(token: string): readonly string[] {
  const secret = token.split('.').at(-1) ?? ''
  return [token, secret, ...(['base64url', 'hex'] as const).map((form) => sha256(secret, form))]
}

function sha256(text: string, form: 'base64url' | 'hex'): string {
  return createHash('sha256').update(text).digest(form)
}
