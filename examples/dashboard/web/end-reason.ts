import type { EndReason } from '@seatkit/client'

const NOTICES: Readonly<Record<EndReason, string>> = {
  displaced: 'You were signed out because your account was signed in on another device.',
  replaced: 'You were signed out because you signed in again on this device.',
  revoked: 'You were signed out because this session was ended from another device.',
  'signed-out': 'You have signed out.',
  'idle-timeout': 'You were signed out because there was no activity for a while.',
  'absolute-timeout': 'You were signed out because the session reached its time limit.',
  'user-disabled': 'You were signed out because your account has been disabled.',
}

const LABELS: Readonly<Record<EndReason, string>> = {
  displaced: 'Displaced by a newer sign-in',
  replaced: 'Same device signed in again',
  revoked: 'Ended from another device',
  'signed-out': 'Signed out',
  'idle-timeout': 'No activity',
  'absolute-timeout': 'Time limit reached',
  'user-disabled': 'Account disabled',
}

/** The sentence for the person whose session has ended. */
export function endNotice(reason: EndReason | undefined): string {
  return reason === undefined ? 'Your session has ended. Sign in again.' : NOTICES[reason]
}

/** The few words in the session log. */
export function endLabel(reason: EndReason | undefined): string {
  return reason === undefined ? '' : LABELS[reason]
}
