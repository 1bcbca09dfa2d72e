import { type Reply, readReply, type SignInOutcome } from '@seatkit/client'
import { seatkit } from './seatkit.ts'

export interface Credentials {
  readonly email: string
  readonly password: string
}

/** What the page is told of how the server is configured. */
export interface Settings {
  readonly policy: 'two-sessions' | 'single-session'
  readonly idleTimeoutMs: number
  readonly codeShownOn: 'new-device' | 'trusted-device'
}

export function signUp(account: Credentials & { readonly name: string }): Promise<Reply<unknown>> {
  return readReply(post('/api/signup', account))
}

export function logIn(credentials: Credentials): Promise<SignInOutcome> {
  return seatkit.signIn(post('/api/login', credentials))
}

/** The person types the password again, which makes the session fresh. */
export function reauthenticate(password: string): Promise<Reply<unknown>> {
  return readReply(post('/api/reauthenticate', { password }))
}

export function getSettings(): Promise<Reply<Settings>> {
  return readReply(fetch('/api/settings', { cache: 'no-store' }))
}

/** Has a code mailed to the person whose login waits here. */
export function mailRecoveryCode(): Promise<Reply<unknown>> {
  return readReply(post('/api/recovery', {}))
}

/** Lets the login in that waits here, if it is the code that was mailed. */
export function recover(code: string): Promise<Reply<unknown>> {
  return readReply(post('/api/recovery/confirm', { code }))
}

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
}
