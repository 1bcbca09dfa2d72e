import type { CloseCode } from './live-close-code.ts'

/** What a live connection needs of a socket, whichever library it comes from. */
export interface LiveSocket {
  send(text: string): void
  close(code: CloseCode, reason: string): void
}

/** One end of a socket: says what is to be sent and when, and answers what arrives. Knows no socket library. */
export interface LiveConnection {
  /** The session, or the waiting login, that it belongs to: what limits count by. */
  readonly ownerId: string
  /** The socket is open: sends the whole state, what has happened since it was read, and from then on what happens. */
  start(socket: LiveSocket): void
  /** A text message arrived. Messages are handled one after another; resolves when this one is. Never rejects. */
  receive(text: string): Promise<void>
  /** The socket is gone: stops listening and looking. May be called more than once. */
  stop(): void
}
