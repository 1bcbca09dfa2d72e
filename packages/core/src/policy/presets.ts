import type { PolicyOptions } from './policy-options.ts'
import { SessionPolicy } from './session-policy.ts'

/** What a preset leaves open: everything but who may come in. */
export type PresetOptions = Omit<PolicyOptions, 'maxSessions' | 'approvalFrom' | 'onLimit'>

/** One session per user: a new login takes over, and the earlier session ends at once with the reason `displaced`. */
export function singleSession(options: PresetOptions = {}): SessionPolicy {
  return new SessionPolicy({ ...options, maxSessions: 1, approvalFrom: 'never', onLimit: 'end-all' })
}

/**
 * Two sessions per user: one is free, the second needs approval by the first, a third login is refused.
 * Without activity for 60 minutes, a session ends.
 */
export function twoSessions(options: PresetOptions = {}): SessionPolicy {
  return new SessionPolicy({ ...options, maxSessions: 2, approvalFrom: 2, onLimit: 'reject' })
}
