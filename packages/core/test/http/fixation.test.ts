import type { SessionManager } from '@seatkit/core'
import { handleSessionRoute } from '@seatkit/core/http'
import { describe, expect, it } from 'vitest'
import { admitted, challenged, device, setup, TOKEN_FORMATS } from '../manager/setup.ts'
import { load, ORIGIN, request } from './browser.ts'

/** A browser's request with these cookies, from a page of the application. */
function asking(cookie: string, path = '/'): ReturnType<typeof request> {
  return request({ method: 'POST', path, headers: { cookie, origin: ORIGIN } })
}

/** The token in the session's cookie that was set last. */
function tokenOf(cookies: readonly string[]): string {
  const values = cookies.flatMap((line) => /^__Host-seatkit=([^;]+)/.exec(line)?.[1] ?? [])
  return values.at(-1) ?? ''
}

async function userOf(sessions: SessionManager, token: string): Promise<string | undefined> {
  return (await sessions.authenticate(token)).session?.userId
}

describe.each(TOKEN_FORMATS)(
  'R13 nobody can fix the token of somebody else’s session, with %s',
  (_, tokens) => {
    it('R13 by planting a cookie before the login: the token is new, and the planted session ends', async () => {
      const { sessions } = setup({}, tokens)
      const planted = admitted(await sessions.signIn('mallory', { device: device('m') }))
      const { context, cookies } = await load(sessions, asking(`__Host-seatkit=${planted.token}`))
      await context.signIn('alice')
      expect(tokenOf(cookies)).not.toBe(planted.token)
      expect(await userOf(sessions, tokenOf(cookies))).toBe('alice')
      expect(await userOf(sessions, planted.token)).toBeUndefined()
    })

    it('R13 by planting a ticket: what it fetches is new, and the ticket never signs in', async () => {
      const { sessions } = setup({}, tokens)
      const first = admitted(await sessions.signIn('alice', { device: device('a') }))
      const { ticket, challenge } = challenged(await sessions.signIn('alice', { device: device('b') }))
      await sessions.answer(first.session, challenge.id, challenge.code)
      const asked = asking(`__Host-seatkit-ticket=${ticket}`, '/pending/redeem')
      const { context, cookies } = await load(sessions, asked)
      expect((await handleSessionRoute(sessions, context, asked)).status).toBe(201)
      expect(tokenOf(cookies)).not.toBe(ticket)
      expect(await userOf(sessions, tokenOf(cookies))).toBe('alice')
      expect(await userOf(sessions, ticket)).toBeUndefined()
      expect(await sessions.redeem(ticket)).toMatchObject({ status: 'over' })
    })

    it('R13 by handing out a token and waiting for a login of the same user: it is replaced', async () => {
      const { sessions } = setup({}, tokens)
      const { context: before, cookies: given } = await load(sessions, asking(''))
      await before.signIn('alice')
      const handedOut = tokenOf(given)
      const kept = given.map((line) => line.split(';')[0]).join('; ')
      const { context, cookies } = await load(sessions, asking(kept))
      await context.signIn('alice')
      expect(tokenOf(cookies)).not.toBe(handedOut)
      expect(await sessions.authenticate(handedOut)).toEqual({ session: null, endReason: 'replaced' })
      expect(await userOf(sessions, tokenOf(cookies))).toBe('alice')
    })

    it('R13 by knowing the token before a new proof: it reads for the grace at most, and changes nothing', async () => {
      const { sessions, clock } = setup({}, tokens)
      const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
      const { context, cookies } = await load(sessions, asking(`__Host-seatkit=${token}`))
      expect(await context.reauthenticated()).toBe(true)
      expect(tokenOf(cookies)).not.toBe(token)
      const { context: late } = await load(sessions, asking(`__Host-seatkit=${token}`))
      expect([late.session, await late.reauthenticated()]).toEqual([null, false])
      clock.advance(10_000)
      expect(await userOf(sessions, token)).toBeUndefined()
      expect(await userOf(sessions, tokenOf(cookies))).toBe('alice')
    })
  },
)
