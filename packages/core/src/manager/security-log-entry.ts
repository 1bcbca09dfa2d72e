import {
  type AnswerRejected,
  type ChallengeClosed,
  type Device,
  MAX_ANSWERS,
  type SessionEnded,
  type SessionEvent,
  type SignInRejected,
} from '../policy/index.ts'
import { cleanText } from './clean-text.ts'

/** As long as the longest of the texts can be. */
const MAX_TEXT = 512

/**
 * A {@link SessionEvent} as one flat record for a log, in the vocabulary and with the field names of OWASP's Logging
 * Vocabulary cheat sheet. Put what it cannot know beside it: `{ appid: 'shop', hostname, ...securityLogEntry(event) }`.
 */
export interface SecurityLogEntry {
  /** ISO 8601 in UTC: when it happened, not when it was logged. */
  readonly datetime: string
  /** Such as `session_expired:alice,revoked`. What the vocabulary has no word for begins with `authn_challenge_`. */
  readonly event: string
  readonly level: 'INFO' | 'WARN'
  /** A constant for each kind of event, so that logs can be searched for it. */
  readonly description: string
  readonly userid: string
  /** The public id of the session. Never a token. */
  readonly session?: string
  /** The id of the waiting login. Never its code. */
  readonly challenge?: string
  /** The session of the person who did it; `recovery` where the application approved a login. */
  readonly by?: string
  readonly reason?: string
  readonly source_ip?: string
  readonly useragent?: string
}

/** What an event is called, how grave it is, what it means, and which facts go with it. */
type Told = Omit<SecurityLogEntry, 'datetime' | 'event' | 'userid'> & {
  /** The word, and what follows the user after it. */
  readonly word: readonly [name: string, ...facts: (string | number)[]]
}

/**
 * Writes an event in OWASP's words (ASVS 16.2.1, 16.2.2, 16.3.1 to 16.3.4). Every event has one, and it holds no secret.
 * As JSON it is one line, whatever a client called itself.
 *
 * @example
 * new SessionManager({ store, secret, onEvent: (event) => log.info(securityLogEntry(event)) })
 */
export function securityLogEntry(event: SessionEvent): SecurityLogEntry {
  const { word, ...told } = toldOf(event)
  const [name, ...facts] = word
  const userid = cleanText(event.userId, MAX_TEXT)
  return {
    datetime: new Date(event.at).toISOString(),
    event: `${name}:${[userid, ...facts].join(',')}`,
    userid,
    ...told,
  }
}

function toldOf(event: SessionEvent): Told {
  switch (event.type) {
    case 'session.started':
      return {
        word: ['session_created'],
        level: 'INFO',
        description: 'A session began',
        session: event.session.id,
        ...(event.challengeId !== undefined && { challenge: event.challengeId }),
        ...from(event.session.device),
      }
    case 'session.rotated':
      return {
        word: ['session_renewed'],
        level: 'INFO',
        description: 'A session got a new token',
        session: event.session.id,
        ...(event.reauthenticated && { reason: 'reauthenticated' }),
        ...from(event.session.device),
      }
    case 'session.ended':
      return toldOfEnd(event)
    case 'challenge.created':
      return {
        word: ['authn_challenge_created'],
        level: 'INFO',
        description: 'A login waits for approval',
        challenge: event.challenge.id,
        ...from(event.challenge.device),
      }
    case 'answer.rejected':
      return toldOfWrongCode(event)
    case 'challenge.closed':
      return toldOfClosed(event)
    case 'sign-in.rejected':
      return toldOfRefusal(event)
  }
}

function toldOfEnd({ session: { id, device, endReason, endedBy } }: SessionEnded): Told {
  const reason = endReason ?? 'unknown'
  return {
    word: ['session_expired', reason],
    level: 'INFO',
    description: 'A session ended',
    session: id,
    reason,
    ...(endedBy !== undefined && { by: endedBy }),
    ...from(device),
  }
}

function toldOfWrongCode({ challenge: { id, device }, by }: AnswerRejected): Told {
  return {
    word: ['authn_login_fail'],
    level: 'WARN',
    description: 'A wrong code was typed for a login that waits',
    challenge: id,
    ...(by !== undefined && { by }),
    ...from(device),
  }
}

function toldOfClosed({ challenge: { id, device }, status, by, evidence, reported }: ChallengeClosed): Told {
  const isExhausted = status === 'exhausted'
  return {
    word: isExhausted ? ['authn_login_fail_max', MAX_ANSWERS] : ['authn_challenge_closed', status],
    level: isExhausted || status === 'denied' ? 'WARN' : 'INFO',
    description: isExhausted
      ? 'Too many wrong codes were typed for a login'
      : 'A login was decided, or gave up',
    challenge: id,
    reason: reported ? 'reported' : (evidence ?? status),
    ...(by !== undefined && { by }),
    ...from(device),
  }
}

function toldOfRefusal({ reason, limit, device }: SignInRejected): Told {
  const isFull = reason === 'session-limit-reached'
  return {
    word: [isFull ? 'excess_sessions_exceeded' : 'excess_rate_limit_exceeded', limit],
    level: 'WARN',
    description: isFull ? 'A login was refused: every seat is taken' : 'A login was refused: too many wait',
    reason,
    ...from(device),
  }
}

/** Texts of devices were cleaned when they came in; that a line of a log stays one line is not left to it alone. */
function from({ ip, userAgent }: Device): Pick<SecurityLogEntry, 'source_ip' | 'useragent'> {
  return { source_ip: cleanText(ip, MAX_TEXT), useragent: cleanText(userAgent, MAX_TEXT) }
}
