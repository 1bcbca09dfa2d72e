import { type SessionPolicy, twoSessions } from '@seatkit/core'

/** What the names of users begin with whose waiting logins are let in by a code that a trusted device shows. */
export const TRUSTED_DEVICE_USERS = 'trusted-device-'

const shownOnNewDevice = twoSessions()
const shownOnTrustedDevice = twoSessions({ challenge: { codeShownOn: 'trusted-device' } })

/** The policy of the server under test: two sessions, with the code in either direction, by the user's name. */
export function httpPolicy(userId: string): SessionPolicy {
  return userId.startsWith(TRUSTED_DEVICE_USERS) ? shownOnTrustedDevice : shownOnNewDevice
}
