import assert from 'node:assert/strict'
import type { SessionView } from '@seatkit/core/http'
import { defineHttpCases, type HttpCaseDefinition } from '../define-http-cases.ts'
import type { Device } from '../device.ts'
import { expectEmpty, expectJson, expectProblem } from '../expect-reply.ts'
import { signedInDevice, twoDevices } from '../scenes.ts'

const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Seeing and ending sessions. */
export const sessionCases: readonly HttpCaseDefinition[] = defineHttpCases({
  H10: [
    'MUST tell a session by its id, device and times, and nothing else',
    async (target) => {
      const { device } = await signedInDevice(target)
      const session = expectJson(await device.ask('GET', '/current'), 200)
      assert.deepEqual(Object.keys(session).sort(), [
        'createdAt',
        'current',
        'device',
        'expiresAt',
        'id',
        'lastActiveAt',
      ])
      assert.deepEqual(Object.keys(session.device ?? {}).sort(), ['ip', 'name', 'userAgent'])
      assert.equal(session.device?.userAgent, 'first')
      assert.notEqual(session.device?.ip, '')
      for (const time of [session.createdAt, session.lastActiveAt, session.expiresAt]) {
        assert.match(time ?? '', ISO_TIME)
      }
    },
  ],
  H11: [
    'MUST sign out with 204, clear the cookie, and refuse the token from then on (G4, G9)',
    async (target) => {
      const { device } = await signedInDevice(target)
      const token = device.cookie('session')
      expectEmpty(await device.ask('DELETE', '/current'))
      assert.equal(device.cookie('session'), '')
      assert.equal(await reasonFor(device, token), 'signed-out')
      expectProblem(await device.ask('GET', '/current'), 401, 'session-required')
    },
  ],
  H12: [
    'MUST list the active sessions, the newest login first, and mark the one that asks',
    async (target) => {
      const { first, second } = await twoDevices(target)
      const { sessions } = expectJson(await first.device.ask('GET', '/'), 200)
      assert.deepEqual(
        sessions?.map(({ id, current }) => ({ id, current })),
        [
          { id: second.session.id, current: false },
          { id: first.session.id, current: true },
        ],
      )
    },
  ],
  H13: [
    'MUST end another session of the user with 204, and tell its device why (G4, G9)',
    async (target) => {
      const { first, second } = await twoDevices(target)
      const token = second.device.cookie('session')
      expectEmpty(await first.device.ask('DELETE', `/${second.session.id}`))
      assert.equal(await reasonFor(second.device, token), 'revoked')
      expectProblem(await second.device.send('GET', '/me'), 401, 'session-required')
      expectProblem(await first.device.ask('DELETE', `/${second.session.id}`), 404, 'not-found')
      expectJson(await first.device.ask('GET', '/current'), 200)
    },
  ],
  H14: [
    'MUST treat ending the own session by its id as signing out',
    async (target) => {
      const { device, session } = await signedInDevice(target)
      const token = device.cookie('session')
      expectEmpty(await device.ask('DELETE', `/${session.id}`))
      assert.equal(device.cookie('session'), '')
      assert.equal(await reasonFor(device, token), 'signed-out')
    },
  ],
  H15: [
    "MUST answer the same 404 for an unknown session and for somebody else's",
    async (target) => {
      const mine = await signedInDevice(target)
      const theirs = await signedInDevice(target)
      const unknown = await mine.device.ask('DELETE', `/${UNKNOWN_ID}`)
      expectProblem(unknown, 404, 'not-found')
      for (const id of [theirs.session.id, 'x', '%00', '..%2f', '__proto__', 'a'.repeat(500)]) {
        const reply = await mine.device.ask('DELETE', `/${id}`)
        assert.deepEqual([reply.status, reply.text], [404, unknown.text])
      }
      expectJson(await theirs.device.ask('GET', '/current'), 200)
    },
  ],
  H16: [
    'MUST end all other sessions with 200 and say which',
    async (target) => {
      const { first, second } = await twoDevices(target)
      const token = second.device.cookie('session')
      const { ended } = expectJson(await first.device.ask('DELETE', '/others'), 200)
      assert.deepEqual(
        ended?.map(({ id, current, endReason }) => ({ id, current, endReason })),
        [{ id: second.session.id, current: false, endReason: 'revoked' }],
      )
      assert.match(ended?.[0]?.endedAt ?? '', ISO_TIME)
      assert.equal(await reasonFor(second.device, token), 'revoked')
      assert.deepEqual(expectJson(await first.device.ask('DELETE', '/others'), 200).ended, [])
    },
  ],
  H17: [
    'MUST keep every session there was in the history, newest first, with its end (G9)',
    async (target) => {
      const { first, second } = await twoDevices(target)
      await second.device.ask('DELETE', '/current')
      const { sessions, next } = expectJson(await first.device.ask('GET', '/history'), 200)
      assert.equal(next, undefined)
      assert.deepEqual(
        sessions?.map(({ id, current, endReason }) => ({ id, current, endReason })),
        [
          { id: second.session.id, current: false, endReason: 'signed-out' },
          { id: first.session.id, current: true, endReason: undefined },
        ],
      )
    },
  ],
  H18: [
    'MUST hand out the history in pages that together hold each session once, in order',
    async (target) => {
      const { user, device } = await signedInDevice(target)
      for (let login = 0; login < 4; login++) await device.login(user)
      const { sessions: all } = expectJson(await device.ask('GET', '/history?limit=100'), 200)
      assert.equal(all?.length, 5)
      const paged: SessionView[] = []
      let query = '?limit=2'
      while (query !== '') {
        const { sessions, next } = expectJson(await device.ask('GET', `/history${query}`), 200)
        assert.ok(sessions && sessions.length <= 2)
        paged.push(...sessions)
        query = next === undefined ? '' : `?limit=2&cursor=${encodeURIComponent(next)}`
      }
      assert.deepEqual(paged, all)
    },
  ],
  H19: [
    'MUST answer 400 to a page that cannot be',
    async (target) => {
      const { device } = await signedInDevice(target)
      const limits = ['0', '-1', '101', '1.5', '1e1', 'x', '', '%00', '999999999999999999999']
      const cursors = ['', 'x', '1', '.', '-1.x', '1.%00', '1e3.x', "1.'--", 'a'.repeat(2_000)]
      const queries = [...limits.map((limit) => `limit=${limit}`), ...cursors.map((text) => `cursor=${text}`)]
      for (const query of queries) {
        expectProblem(await device.ask('GET', `/history?${query}`), 400, 'invalid-request')
      }
    },
  ],
})

/** Why a token stopped working, as its owner is told. */
async function reasonFor(device: Device, token: string): Promise<string | undefined> {
  const reply = await device.ask('GET', '/current', { headers: { authorization: `Bearer ${token}` } })
  return expectProblem(reply, 401, 'session-required').endReason
}
