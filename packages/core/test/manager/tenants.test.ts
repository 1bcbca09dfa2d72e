import { singleSession } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, setup } from './setup.ts'

it('R60 the same person in two tenants is two users: limits, lists, histories and ends of one are not the other’s', async () => {
  const { sessions } = setup({ policy: singleSession() })
  const acme = admitted(await sessions.signIn('acme:42', { device: device('a') }))
  const globex = admitted(await sessions.signIn('globex:42', { device: device('a') }))
  expect([acme.ended, globex.ended]).toEqual([[], []])

  const again = admitted(await sessions.signIn('acme:42', { device: device('b') }))
  expect(again.ended.map(({ id }) => id)).toEqual([acme.session.id])
  expect((await sessions.authenticate(globex.token)).session?.id).toBe(globex.session.id)

  expect(await sessions.end('acme:42', globex.session.id)).toBeNull()
  expect(await sessions.endOthers({ ...again.session, id: globex.session.id })).toBeNull()
  await sessions.endAll('acme:42')
  await sessions.forget('acme:42')
  expect((await sessions.authenticate(globex.token)).session?.id).toBe(globex.session.id)
  expect((await sessions.list('globex:42')).map(({ id }) => id)).toEqual([globex.session.id])
  expect((await sessions.history('globex:42', { limit: 10 })).items).toHaveLength(1)
  expect((await sessions.audit('acme:42', { limit: 10 })).items).toEqual([])
})

it('R60 a token of one tenant is none of another, though the ids in it are exchanged', async () => {
  const { sessions } = setup()
  const { token } = admitted(await sessions.signIn('acme:42', { device: device('a') }))
  await sessions.signIn('globex:42', { device: device('a') })
  const [, id, secret] = token.split('.')
  const other = Buffer.from('globex:42').toString('base64url')
  expect(await sessions.authenticate(`${other}.${id}.${secret}`)).toEqual({ session: null })
  expect((await sessions.authenticate(token)).session?.userId).toBe('acme:42')
})
