import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type EventBus,
  memoryBus,
  memoryStore,
  type PolicyOptions,
  SessionManager,
  SessionPolicy,
  type SessionStore,
  type SignedIn,
  type Waiting,
} from '@seatkit/core'
import { type ManualClock, manualClock } from '@seatkit/core/testing'
import { type AttachedNotifier, attachNotifier, type NotifierOptions } from '@seatkit/notifier-ws'
import { onTestFinished } from 'vitest'
import { type Headers, LiveClient } from './live-client.ts'

export const PATH = '/sessions/events'

export interface LiveServerOptions extends Partial<NotifierOptions> {
  readonly policy?: PolicyOptions
  readonly store?: SessionStore
  readonly bus?: EventBus
  readonly app?: RequestListener
  /** In the place of one with the options above. */
  readonly sessions?: SessionManager
}

/** A login that waits and shows its code. */
export interface WaitingWithCode extends Waiting {
  readonly challenge: Waiting['challenge'] & { readonly code: string }
}

/** A server of this machine with a notifier on it, gone when the test is. */
export class LiveServer {
  readonly server: Server
  readonly sessions: SessionManager
  readonly notifier: AttachedNotifier
  readonly clock: ManualClock
  readonly origin: string

  constructor(server: Server, sessions: SessionManager, notifier: AttachedNotifier, clock: ManualClock) {
    this.server = server
    this.sessions = sessions
    this.notifier = notifier
    this.clock = clock
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /** Opens a WebSocket; by default from a page of the server's own origin. */
  connect(headers: Headers, path: string = PATH): LiveClient {
    const client = new LiveClient(`${this.origin}${path}`, { origin: this.origin, ...headers })
    onTestFinished(() => client.cutOff())
    return client
  }

  /** Signs a device in that needs no approval. */
  async signIn(device: string, userId: string = 'alice'): Promise<SignedIn> {
    const outcome = await this.sessions.signIn(userId, { device: deviceOf(device) })
    if (outcome.status !== 'admitted') throw new Error(`${device} is ${outcome.status}`)
    return outcome
  }

  /** Asks for a session of a device that has to wait for approval. */
  async wait(device: string, userId: string = 'alice'): Promise<WaitingWithCode> {
    const outcome = await this.sessions.signIn(userId, { device: deviceOf(device) })
    if (outcome.status !== 'challenged') throw new Error(`${device} is ${outcome.status}`)
    const { code } = outcome.challenge
    if (code === undefined) throw new Error(`${device} shows no code`)
    return { ...outcome, challenge: { ...outcome.challenge, code } }
  }

  /** Signs a device in and opens its WebSocket; `hello` has been read. */
  async online(device: string, userId?: string): Promise<SignedIn & { readonly client: LiveClient }> {
    const signedIn = await this.signIn(device, userId)
    const client = this.connect(sessionCookie(signedIn))
    await client.next()
    return { ...signedIn, client }
  }

  /** Has a device wait and opens its WebSocket; `hello` has been read. */
  async waiting(device: string): Promise<WaitingWithCode & { readonly client: LiveClient }> {
    const waiting = await this.wait(device)
    const client = this.connect(ticketCookie(waiting))
    await client.next()
    return { ...waiting, client }
  }
}

/** Its clock stands still, so nothing times out unless the test says so, and the bus is this process's. */
export async function startLiveServer(options: LiveServerOptions = {}): Promise<LiveServer> {
  const { policy, store, bus, app, sessions: given, ...notifierOptions } = options
  const clock = manualClock()
  const sessions =
    given ??
    new SessionManager({
      store: store ?? memoryStore({ clock: clock.now }),
      bus: bus ?? memoryBus(),
      policy: new SessionPolicy(policy),
      secret: 'a secret of thirty-two bytes, no less',
      sweepInterval: 'never',
    })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const notifier = attachNotifier(server, sessions, {
    path: PATH,
    allowInsecureLocalhost: true,
    ...notifierOptions,
  })
  onTestFinished(async () => {
    await notifier.close()
    await sessions.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return new LiveServer(server, sessions, notifier, clock)
}

export function deviceOf(name: string): { id: string; userAgent: string; ip: string } {
  return { id: `device-${name}`, userAgent: `Test/1.0 (${name})`, ip: '203.0.113.7' }
}

export function sessionCookie({ token }: Pick<SignedIn, 'token'>): Headers {
  return { cookie: `seatkit=${token}` }
}

export function ticketCookie({ ticket }: Pick<Waiting, 'ticket'>): Headers {
  return { cookie: `seatkit-ticket=${ticket}` }
}
