import { type IpPrivacy, memoryStore, SessionPolicy } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'
import { expect, it } from 'vitest'
import { admitted, challenged, SECRET, setup } from './setup.ts'

async function kept(ip: string, ipPrivacy: IpPrivacy, secret = SECRET): Promise<string> {
  const { sessions } = setup({ ipPrivacy, secret })
  return admitted(await sessions.signIn('alice', { device: { userAgent: 'test', ip } })).session.device.ip
}

it.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['::FFFF:c000:24d', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['::1', '::/64'],
  ['::192.0.2.1', '::/64'],
  ['', ''],
  ['unknown', ''],
  ['192.0.2.77:8080', ''],
  ['192.0.2.777', ''],
  ['x'.repeat(10_000), ''],
])('R56 truncates %j to %j', async (ip, network) => {
  expect(await kept(ip, 'truncated')).toBe(network)
})

it('R56 hashes an address under the secret, the same for every spelling of it', async () => {
  const hash = await kept('2001:db8::1', 'hashed')
  expect(hash).toMatch(/^[\w-]{22}$/)
  expect(await kept('2001:0db8:0:0::1%eth0', 'hashed')).toBe(hash)
  expect(await kept('2001:db8::2', 'hashed')).not.toBe(hash)
  expect(await kept('2001:db8::1', 'hashed', 'another secret, as long as it has to be')).not.toBe(hash)
  expect(await kept('::ffff:192.0.2.77', 'hashed')).toBe(await kept('192.0.2.77', 'hashed'))
  expect(await kept('', 'hashed')).toBe('')
})

it('R56 keeps all of it, or nothing', async () => {
  expect(await kept('::ffff:192.0.2.77', 'full')).toBe('192.0.2.77')
  expect(await kept('192.0.2.77', 'off')).toBe('')
})

it.each<IpPrivacy>(['truncated', 'hashed', 'off'])(
  'R56 stores, lists and tells no whole address: %s',
  async (ipPrivacy) => {
    const store = memoryStore({ clock: manualClock().now })
    const { sessions, events } = setup({ ipPrivacy, store })
    const device = (name: string) => ({ id: name, userAgent: 'test', ip: '192.0.2.77' })
    const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
    challenged(await sessions.signIn('alice', { device: device('b') }))
    const refusing = setup({ ipPrivacy, store, policy: new SessionPolicy({ maxSessions: 1 }) })
    expect((await refusing.sessions.signIn('alice', { device: device('c') })).status).toBe('rejected')
    const known = [
      await store.read('alice'),
      await store.history('alice', { limit: 10 }),
      await store.audit('alice', { limit: 10 }),
      await sessions.challenges(session),
      [...events, ...refusing.events],
    ]
    expect(known.map((part) => JSON.stringify(part)).join()).not.toContain('192.0.2.77')
  },
)

it.each(['none', '', 0])('refuses %o as a privacy', (ipPrivacy) => {
  expect(() => setup({ ipPrivacy: ipPrivacy as never })).toThrow(/^ipPrivacy: /)
})
