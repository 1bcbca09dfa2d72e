import type { Session } from '@seatkit/client'
import { type ReactNode, useRef } from 'react'
import { Age } from './age.tsx'
import { Instant } from './instant.tsx'

interface ActiveSessionsProps {
  readonly sessions: readonly Session[]
  readonly onRefresh: () => Promise<void>
  readonly onEnd: (id: string) => Promise<void>
  readonly onEndOthers: () => Promise<void>
}

/** Where the account is signed in, this device first. */
export function ActiveSessions({ sessions, onRefresh, onEnd, onEndOthers }: ActiveSessionsProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  const rows = [...sessions].sort((a, b) => Number(b.current) - Number(a.current))

  /** The button that was pressed disappears with its row, so the focus needs another place. */
  async function settle(request: Promise<void>): Promise<void> {
    await request
    heading.current?.focus()
  }

  return (
    <section aria-labelledby="active-sessions">
      <header>
        <h2 id="active-sessions" ref={heading} tabIndex={-1}>
          Active sessions
        </h2>
        <div className="actions">
          <button type="button" className="quiet" onClick={() => void onRefresh()}>
            Refresh
          </button>
          {sessions.length > 1 && (
            <button type="button" onClick={() => void settle(onEndOthers())}>
              End all others
            </button>
          )}
        </div>
      </header>
      <table aria-labelledby="active-sessions">
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">IP address</th>
            <th scope="col">Signed in</th>
            <th scope="col">Last activity</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, current, device, createdAt, lastActiveAt }) => (
            <tr key={id}>
              <th scope="row">
                {device.name} {current && <span className="badge badge-own">This device</span>}
              </th>
              <td data-label="IP address">{device.ip}</td>
              <td data-label="Signed in">
                <Instant of={createdAt} />
              </td>
              <td data-label="Last activity">
                <Age of={lastActiveAt} />
              </td>
              <td className="row-action">
                {!current && (
                  <button type="button" onClick={() => void settle(onEnd(id))}>
                    End<span className="visually-hidden"> session of {device.name}</span>
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
