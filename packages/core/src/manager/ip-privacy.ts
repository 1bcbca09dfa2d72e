import { createHmac, type KeyObject } from 'node:crypto'
import { isIP, SocketAddress } from 'node:net'
import { describe } from '../policy/duration.ts'

/**
 * What is kept of a client's address, wherever one is stored, logged or shown.
 *
 * - `'full'`: all of it · `'truncated'`: its network, a /24 of IPv4 or a /64 of IPv6 · `'off'`: nothing
 * - `'hashed'`: a code that is the same for the same address, and reverses to none without the server's secret
 */
export type IpPrivacy = 'full' | 'truncated' | 'hashed' | 'off'

const CHOICES: readonly IpPrivacy[] = ['full', 'truncated', 'hashed', 'off']

/** Enough that two addresses of one account do not look alike by chance; base64url characters, six bits each. */
const HASH_LENGTH = 22

/** @throws {TypeError} When it is none of the four. */
export function requireIpPrivacy(value: IpPrivacy): IpPrivacy {
  if (CHOICES.includes(value)) return value
  throw new TypeError(`ipPrivacy: ${describe(value)} is not one of ${CHOICES.map(describe).join(', ')}`)
}

/**
 * What is kept of an address (OWASP ASVS 14.2.7). Different spellings of one address come out the same, but in `'full'`.
 *
 * @param key  The server's secret; the address is hashed under it, for there are few enough of them to try all.
 */
export function keepOfIp(ip: string, privacy: IpPrivacy, key: KeyObject): string {
  switch (privacy) {
    case 'full':
      return ip
    case 'truncated':
      return networkOf(canonicalIp(ip))
    case 'hashed':
      return ip === '' ? '' : hashIp(canonicalIp(ip) || ip, key)
    case 'off':
      return ''
  }
}

/** One spelling for each address, without a zone: IPv4 for what IPv6 only carries; empty when it is no address. */
function canonicalIp(ip: string): string {
  const [address = ''] = ip.split('%')
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : ''
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical) ?? []
  return mapped ?? canonical
}

/** Empty for what is no address: nothing is known then of which part of it is the network. */
function networkOf(canonical: string): string {
  if (canonical === '') return ''
  if (isIP(canonical) === 4) return `${canonical.slice(0, canonical.lastIndexOf('.'))}.0/24`
  const [head = '', tail] = canonical.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  const network = [...before, ...zeros, ...after].slice(0, 4).join(':')
  return `${new SocketAddress({ address: `${network}::`, family: 'ipv6' }).address}/64`
}

/** No code is hashed like this: there, a challenge's id of 22 characters comes first. */
function hashIp(address: string, key: KeyObject): string {
  return createHmac('sha256', key).update(`ip:${address}`).digest('base64url').slice(0, HASH_LENGTH)
}
