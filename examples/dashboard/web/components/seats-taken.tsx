import type { Problem } from '@seatkit/client'
import type { ReactNode } from 'react'
import { Age } from './age.tsx'
import { Notice } from './notice.tsx'

/** Why a login was refused, and who holds the seats, so that nobody has to guess which device to go to. */
export function SeatsTaken({ problem }: { problem: Problem }): ReactNode {
  return (
    <Notice tone="error">
      <p>
        <strong>{problem.detail}</strong>
      </p>
      <ul className="seats">
        {problem.active?.map(({ id, device, lastActiveAt }) => (
          <li key={id}>
            {device.name} · {device.ip} · active <Age of={lastActiveAt} />
          </li>
        ))}
      </ul>
      <p>Sign out on one of these devices, then try again.</p>
    </Notice>
  )
}
