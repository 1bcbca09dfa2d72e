import type { ChallengeStatus } from '@seatkit/client'

/** For the person at the waiting device: what became of the login. */
export function waitingNotice(status: ChallengeStatus | undefined): string {
  switch (status) {
    case 'denied':
      return 'The sign-in was refused on your other device.'
    case 'expired':
      return 'The code expired before it was entered. Sign in again to get a new one.'
    case 'superseded':
      return 'A newer sign-in has taken the place of this one. Sign in again.'
    case 'exhausted':
      return 'A wrong code was entered too many times. Sign in again to get a new one.'
    case 'cancelled':
      return 'The sign-in was cancelled.'
    default:
      return 'This sign-in is no longer waiting. Sign in again.'
  }
}

/** For the person who was prompted: why the prompt is gone. */
export function promptNotice(status: ChallengeStatus | undefined, device: string): string {
  switch (status) {
    case 'approved':
    case 'redeemed':
      return `Approved. ${device} can sign in now.`
    case 'denied':
      return `Refused. ${device} was not let in. If you do not know who asked, change your password.`
    case 'expired':
      return `The request from ${device} expired.`
    case 'superseded':
      return `A newer request has taken the place of the one from ${device}.`
    case 'exhausted':
      return `Too many wrong codes. ${device} was not let in.`
    case 'cancelled':
      return `${device} stopped waiting.`
    default:
      return `The request from ${device} is no longer waiting.`
  }
}
