import type { OwnChallenge } from '@seatkit/client'
import type { ReactNode } from 'react'
import { seatkit } from '../seatkit.ts'
import { PageHeading } from './page-heading.tsx'
import { TimeLeft } from './time-left.tsx'

interface WaitingSignInProps {
  readonly challenge: OwnChallenge
  readonly isApproved: boolean
}

/** Shows the code while somebody signed in decides. */
export function WaitingSignIn({ challenge, isApproved }: WaitingSignInProps): ReactNode {
  return (
    <>
      <PageHeading windowTitle="Waiting for approval">Approve this sign-in</PageHeading>
      <p>Your account is in use on another device. Type this code there to let this device in.</p>
      <div className="code">
        <p className="visually-hidden">The code is {challenge.code.split('').join(' ')}</p>
        <p className="code-digits" data-testid="challenge-code" aria-hidden="true">
          <span>{challenge.code.slice(0, 3)}</span>
          <span>{challenge.code.slice(3)}</span>
        </p>
        <p className="code-time">
          Time left <TimeLeft until={Date.parse(challenge.expiresAt)} />
        </p>
      </div>
      <p className="waiting" role="status">
        {isApproved ? 'Approved. Signing you in…' : 'Waiting for approval. This page moves on by itself.'}
      </p>
      <button
        type="button"
        className="wide"
        onClick={() => void seatkit.pendingSignIn.cancel()}
        disabled={isApproved}
      >
        Cancel
      </button>
    </>
  )
}
