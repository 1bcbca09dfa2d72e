import { type SessionManager, singleSession } from '@seatkit/core'
import { resolveHttpOptions, SessionContext } from '@seatkit/core/http'
import { expect, it } from 'vitest'
import { admitted, device, setup } from '../manager/setup.ts'
import { ORIGIN, request } from './browser.ts'

/** A route of an application: what it does, and whether an answer that may be kept would give something away. */
const ROUTES: readonly (readonly [
  name: string,
  hands: boolean,
  act: (context: SessionContext) => unknown,
])[] = [
  ['signs in', true, (context) => context.signIn('alice')],
  ['signs somebody else in', true, (context) => context.signIn('bob')],
  ['signs out', true, (context) => context.signOut()],
  ['rotates', true, (context) => context.rotate()],
  ['clears the ticket', true, (context) => context.clearTicket()],
  ['looks who is there', false, (context) => context.session],
  ['refuses', false, (context) => context.sessionRequired()],
]

it.each(ROUTES)(
  'R22 an answer of the application that %s may not be kept, if it sets or clears a cookie: %s',
  async (_, hands, act) => {
    const { sessions } = setup({ policy: singleSession() })
    const headers = await answered(sessions, act)
    expect(headers.filter(([name]) => name === 'cache-control')).toEqual(
      headers.filter(([name]) => name === 'set-cookie').map(() => ['cache-control', 'no-store']),
    )
    expect(headers.length > 0).toBe(hands)
  },
)

/** The headers that a signed-in request's answer has, apart from what the application adds. */
async function answered(
  sessions: SessionManager,
  act: (context: SessionContext) => unknown,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  const asked = request({ method: 'POST', headers: { cookie: `__Host-seatkit=${token}`, origin: ORIGIN } })
  const headers: [string, string][] = []
  const keep = (name: string, value: string): void =>
    void headers.push([name, name === 'set-cookie' ? '' : value])
  await act(await SessionContext.load(sessions, resolveHttpOptions({}), asked, { set: keep, append: keep }))
  return headers
}
