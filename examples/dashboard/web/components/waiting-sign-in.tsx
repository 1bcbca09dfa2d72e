import type { OwnChallenge } from '@seatkit/client'
import type { ReactNode } from 'react'
import { seatkit } from '../seatkit.ts'
import { CodeDisplay } from './code-display.tsx'
import { CodeForm } from './code-form.tsx'
import { PageHeading } from './page-heading.tsx'
import { Recovery } from './recovery.tsx'

interface WaitingSignInProps {
  readonly challenge: OwnChallenge
  readonly isApproved: boolean
}

/** Shows the code while somebody signed in decides; or takes it from them. */
export function WaitingSignIn({ challenge, isApproved }: WaitingSignInProps): ReactNode {
  const { code, expiresAt } = challenge
  return (
    <>
      <PageHeading windowTitle="Waiting for approval">Approve this sign-in</PageHeading>
      {code === undefined ? (
        <>
          <p>Your account is in use on another device. Have it show you a code, and type that here.</p>
          <CodeForm submit="Continue" onAnswer={(typed) => seatkit.pendingSignIn.answer(typed)} />
        </>
      ) : (
        <>
          <p>Your account is in use on another device. Type this code there to let this device in.</p>
          <CodeDisplay code={code} until={expiresAt} />
        </>
      )}
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
      {!isApproved && <Recovery />}
    </>
  )
}
