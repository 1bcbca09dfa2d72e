import type { Session, SessionStore } from '@seatkit/core'

/** A database server of its own, with a store in it, and what the store is compared with. */
export interface Engine extends AsyncDisposable {
  readonly name: string
  readonly port: number
  readonly store: SessionStore
  readonly raw: RawWork
  /** Where a process of its own finds the store: what `startRacers` takes. */
  readonly module: URL
  readonly place: string
  /** Opens the store on one connection to another port, behind which the same server is. */
  openThrough(port: number): Promise<OpenedStore>
  /** Resolves when the server has done what it does on its own after many writes, so that it does not do it while measured. */
  settle(): Promise<void>
  /** The bytes of everything that is stored, by what it is. */
  storedBytes(): Promise<Readonly<Record<string, number>>>
}

export interface OpenedStore extends AsyncDisposable {
  readonly store: SessionStore
}

/** What the driver alone can do on the same connections: the least that a request or a login could cost. */
export interface RawWork {
  /** How each is called in what is printed. */
  readonly names: Readonly<Record<'read' | 'write' | 'login', string>> & { readonly blindLogin?: string }
  /** Stores what `read` and `write` are about. */
  prepare(sessions: readonly Session[]): Promise<void>
  /** Reads one session by its key. */
  read(session: Session): Promise<unknown>
  /** Reads one session, and writes when it was used, in one trip. */
  write(session: Session): Promise<unknown>
  /** Reads what is known of one user, then writes a session and its event if nobody else has, in two trips. */
  login(key: string): Promise<unknown>
  /** Reads and writes one record, where two that race both win. No store can do with so little; it is there to be compared with. */
  blindLogin?(key: string): Promise<unknown>
}
