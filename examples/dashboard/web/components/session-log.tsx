import type { Session } from '@seatkit/client'
import type { ReactNode } from 'react'
import { endLabel } from '../end-reason.ts'
import { Instant } from './instant.tsx'

interface SessionLogProps {
  readonly sessions: readonly Session[]
  /** Absent when there is nothing earlier. */
  readonly onEarlier: (() => Promise<void>) | undefined
}

/** Every session there was, newest first, and why it ended. */
export function SessionLog({ sessions, onEarlier }: SessionLogProps): ReactNode {
  return (
    <section aria-labelledby="session-log">
      <header>
        <h2 id="session-log">Session log</h2>
      </header>
      <table aria-labelledby="session-log">
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">IP address</th>
            <th scope="col">Signed in</th>
            <th scope="col">Ended</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, device, createdAt, endedAt, endReason }) => (
            <tr key={id}>
              <th scope="row">{device.name}</th>
              <td data-label="IP address">{device.ip}</td>
              <td data-label="Signed in">
                <Instant of={createdAt} />
              </td>
              <td data-label="Ended">{endedAt === undefined ? '–' : <Instant of={endedAt} />}</td>
              <td data-label="State">
                {endedAt === undefined ? (
                  <span className="badge badge-active">Active</span>
                ) : (
                  <>
                    <span className="badge">Ended</span> <span className="reason">{endLabel(endReason)}</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {onEarlier !== undefined && (
        <button type="button" className="quiet" onClick={() => void onEarlier()}>
          Show earlier sessions
        </button>
      )}
    </section>
  )
}
