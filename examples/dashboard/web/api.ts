import { type Problem, readProblem, UNREACHABLE } from './problem.ts'
import { learnServerTime } from './server-clock.ts'
import type { Challenge, Challenged, History, Pending, Session, Settings, SignedIn } from './wire.ts'

/** What came of a request. A refusal is a value, not an exception: every caller has something to say about it. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

export interface Credentials {
  readonly email: string
  readonly password: string
}

export function signUp(account: Credentials & { readonly name: string }): Promise<Reply<unknown>> {
  return request('POST', '/signup', account)
}

export function logIn(credentials: Credentials): Promise<Reply<SignedIn | Challenged>> {
  return request('POST', '/login', credentials)
}

export function getSettings(): Promise<Reply<Settings>> {
  return request('GET', '/settings')
}

export function getCurrentSession(): Promise<Reply<Session>> {
  return request('GET', '/sessions/current')
}

export function getSessions(): Promise<Reply<{ readonly sessions: readonly Session[] }>> {
  return request('GET', '/sessions')
}

/** Every session there was, newest first. */
export function getHistory(limit: number, cursor?: string): Promise<Reply<History>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) })
  return request('GET', `/sessions/history?${query}`)
}

export function getChallenges(): Promise<Reply<{ readonly challenges: readonly Challenge[] }>> {
  return request('GET', '/sessions/challenges')
}

export function signOut(): Promise<Reply<unknown>> {
  return request('DELETE', '/sessions/current')
}

export function endSession(id: string): Promise<Reply<unknown>> {
  return request('DELETE', `/sessions/${encodeURIComponent(id)}`)
}

export function endOtherSessions(): Promise<Reply<{ readonly ended: readonly Session[] }>> {
  return request('DELETE', '/sessions/others')
}

export function answerChallenge(id: string, code: string): Promise<Reply<unknown>> {
  return request('POST', `/sessions/challenges/${encodeURIComponent(id)}/answer`, { code })
}

export function denyChallenge(id: string): Promise<Reply<unknown>> {
  return request('POST', `/sessions/challenges/${encodeURIComponent(id)}/deny`)
}

export function getPending(): Promise<Reply<Pending>> {
  return request('GET', '/sessions/pending')
}

export function redeemPending(): Promise<Reply<SignedIn>> {
  return request('POST', '/sessions/pending/redeem')
}

export function cancelPending(): Promise<Reply<unknown>> {
  return request('DELETE', '/sessions/pending')
}

async function request<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
  try {
    const response = await fetch(`/api${path}`, { method, cache: 'no-store', ...(body && json(body)) })
    learnServerTime(response.headers.get('date'))
    if (!response.ok) return { ok: false, problem: await readProblem(response) }
    return { ok: true, value: response.status === 204 ? undefined : await response.json() }
  } catch {
    return { ok: false, problem: UNREACHABLE }
  }
}

function json(body: object): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
