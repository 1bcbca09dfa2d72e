import { promptNotice } from './challenge-end.ts'
import type { Challenge, ChallengeStatus, History, ServerFrame, Session } from './wire.ts'

export interface DashboardState {
  /** This device's own session. */
  readonly session: Session | undefined
  /** The active ones. */
  readonly sessions: readonly Session[]
  /** Every session there was, newest first, as far as it has been asked for. */
  readonly log: readonly Session[]
  /** The cursor of what comes after `log`. */
  readonly next: string | undefined
  /** The logins that wait for an answer, oldest first. */
  readonly challenges: readonly Challenge[]
  readonly loaded: boolean
  readonly connected: boolean
  /** The connection was down since the lists were read: they may miss something. */
  readonly stale: boolean
  /** The last thing worth telling. */
  readonly message: string
}

export type DashboardEvent =
  | ServerFrame
  | { readonly type: 'disconnected' }
  | {
      readonly type: 'loaded'
      readonly sessions: readonly Session[]
      readonly history: History
      readonly challenges: readonly Challenge[]
    }
  | { readonly type: 'loaded-earlier'; readonly history: History }
  | {
      readonly type: 'challenge.closed'
      readonly challengeId: string
      readonly status: ChallengeStatus | undefined
    }
  | { readonly type: 'active'; readonly session: Session }
  | { readonly type: 'message'; readonly text: string }

export const INITIAL: DashboardState = {
  session: undefined,
  sessions: [],
  log: [],
  next: undefined,
  challenges: [],
  loaded: false,
  connected: false,
  stale: false,
  message: '',
}

/** Frames change the lists as they arrive: asking again would count as activity of a person who may be away. */
export function reduce(state: DashboardState, event: DashboardEvent): DashboardState {
  switch (event.type) {
    case 'hello':
      if ('pending' in event) return state
      return { ...withOwn(state, event.session), challenges: event.challenges, connected: true }
    case 'disconnected':
      return { ...state, connected: false, stale: state.loaded }
    case 'loaded':
      return {
        ...withOwn(
          { ...state, sessions: event.sessions },
          event.sessions.find(({ current }) => current),
        ),
        log: event.history.sessions,
        next: event.history.next,
        challenges: event.challenges,
        loaded: true,
        stale: !state.connected,
      }
    case 'loaded-earlier':
      return { ...state, log: [...state.log, ...event.history.sessions], next: event.history.next }
    case 'active':
      return withOwn(state, event.session)
    case 'message':
      return { ...state, message: event.text }
    case 'challenge.created':
      return { ...state, challenges: [...without(state.challenges, event.challenge.id), event.challenge] }
    case 'challenge.closed': {
      const closed = state.challenges.find(({ id }) => id === event.challengeId)
      if (closed === undefined) return state
      const challenges = without(state.challenges, closed.id)
      return { ...state, challenges, message: promptNotice(event.status, closed.device.name) }
    }
    case 'session.started': {
      if (event.session.id === state.session?.id) return state
      return {
        ...state,
        sessions: [...without(state.sessions, event.session.id), event.session],
        log: [event.session, ...without(state.log, event.session.id)],
        message: `${event.session.device.name} signed in.`,
      }
    }
    case 'session.ended': {
      const { session } = event
      const log = state.log.map((logged) => (logged.id === session.id ? session : logged))
      return { ...state, sessions: without(state.sessions, session.id), log }
    }
  }
}

/** Activity never goes back: an answer may be older than what another tab has already told. */
function withOwn(state: DashboardState, session: Session | undefined): DashboardState {
  const known = state.session
  if (session === undefined) return state
  const isOlder = known?.id === session.id && known.lastActiveAt > session.lastActiveAt
  if (isOlder) return state
  return { ...state, session, sessions: state.sessions.map((row) => (row.id === session.id ? session : row)) }
}

function without<T extends { readonly id: string }>(items: readonly T[], id: string): readonly T[] {
  return items.filter((item) => item.id !== id)
}
