import type { Device } from '../policy/index.ts'
import { cleanText } from './clean-text.ts'

const MAX_USER_AGENT = 512
const MAX_IP = 64
/** How an IPv4 address looks on a socket that serves both kinds (RFC 4291 §2.5.5.2). */
const MAPPED_IPV4 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** A device whose texts are safe to store, to log on one line and to show (OWASP ASVS 16.4.1). */
export function cleanDevice({ id, userAgent, ip }: Device): Device {
  return {
    ...(id !== undefined && { id }),
    userAgent: cleanText(userAgent, MAX_USER_AGENT),
    ip: cleanText(ip, MAX_IP).replace(MAPPED_IPV4, ''),
  }
}
