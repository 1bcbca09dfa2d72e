import type { ChallengeSummary, Device, EndReason, SessionSummary } from '../policy/index.ts'
import { deviceName } from './device-name.ts'
import { isoTime } from './iso-time.ts'

/** A device as people see it. */
export interface DeviceView {
  /** Such as "Firefox on Windows". */
  readonly name: string
  readonly userAgent: string
  readonly ip: string
}

/** A session as it is told in JSON. Times are ISO 8601 in UTC. Never a token or a hash. */
export interface SessionView {
  readonly id: string
  /** Whether it is the session that asks. */
  readonly current: boolean
  readonly device: DeviceView
  readonly createdAt: string
  readonly lastActiveAt: string
  readonly expiresAt: string
  readonly endedAt?: string
  readonly endReason?: EndReason
}

/** A waiting login as those who may answer see it. Never its code. */
export interface ChallengeView {
  readonly id: string
  readonly device: DeviceView
  readonly createdAt: string
  readonly expiresAt: string
  /** Only where a device that is signed in shows the code; else the waiting one does. */
  readonly codeShownOn?: 'trusted-device'
  /** Only where nobody is to be prompted: it is shown where waiting logins are listed. */
  readonly prompt?: false
}

export function viewDevice({ userAgent, ip }: Device): DeviceView {
  return { name: deviceName(userAgent), userAgent, ip }
}

export function viewSession(session: SessionSummary, currentId: string | undefined): SessionView {
  const { id, device, createdAt, lastActiveAt, expiresAt, endedAt, endReason } = session
  const view = {
    id,
    current: id === currentId,
    device: viewDevice(device),
    createdAt: isoTime(createdAt),
    lastActiveAt: isoTime(lastActiveAt),
    expiresAt: isoTime(expiresAt),
  }
  // What every request of a live session comes by is kept short.
  if (endedAt === undefined) return view
  return { ...view, endedAt: isoTime(endedAt), ...(endReason !== undefined && { endReason }) }
}

export function viewChallenge(challenge: ChallengeSummary): ChallengeView {
  const { id, device, createdAt, expiresAt, codeShownOn, prompt } = challenge
  return {
    id,
    device: viewDevice(device),
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
    ...(codeShownOn === 'trusted-device' && { codeShownOn }),
    ...(!prompt && { prompt }),
  }
}
