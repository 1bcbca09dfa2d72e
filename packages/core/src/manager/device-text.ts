import type { Device } from '../policy/index.ts'

const MAX_USER_AGENT = 512
const MAX_IP = 64
/** Control characters, line and paragraph separators, those that turn the direction of text, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu

/** How an IPv4 address looks on a socket that serves both kinds (RFC 4291 §2.5.5.2). */
const MAPPED_IPV4 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** A device whose texts are safe to store, to log on one line and to show (OWASP ASVS 16.4.1). */
export function cleanDevice({ id, userAgent, ip }: Device): Device {
  return {
    ...(id !== undefined && { id }),
    userAgent: userAgent.slice(0, MAX_USER_AGENT).replace(UNPRINTABLE, ''),
    ip: ip.slice(0, MAX_IP).replace(UNPRINTABLE, '').replace(MAPPED_IPV4, ''),
  }
}
