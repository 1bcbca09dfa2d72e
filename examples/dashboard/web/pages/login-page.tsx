import type { PendingState, Problem } from '@seatkit/client'
import { usePendingSignIn } from '@seatkit/client/react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { logIn } from '../api.ts'
import { waitingNotice } from '../challenge-end.ts'
import { Entrance } from '../components/entrance.tsx'
import { Field } from '../components/field.tsx'
import { Link } from '../components/link.tsx'
import { LoginProblem } from '../components/login-problem.tsx'
import { Notice } from '../components/notice.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { WaitingSignIn } from '../components/waiting-sign-in.tsx'
import { navigate, useRoute } from '../route.ts'
import { seatkit } from '../seatkit.ts'

/** Sign in; and wait for approval where the account asks for it. */
export function LoginPage(): ReactNode {
  const { handover } = useRoute()
  const pending = usePendingSignIn(seatkit)
  const [email, setEmail] = useState(handover.email ?? '')
  const [notice, setNotice] = useState(handover.notice)
  const [refusal, setRefusal] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)

  const isLetIn = pending.status === 'signed-in'
  useEffect(() => {
    if (isLetIn) enter()
  }, [isLetIn])

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setBusy(true)
    setNotice(undefined)
    setRefusal(undefined)
    const outcome = await logIn({ email, password })
    setBusy(false)
    if (outcome.status === 'signed-in') enter()
    if (outcome.status === 'rejected') setRefusal(outcome.problem)
  }

  if ('challenge' in pending) {
    return (
      <Entrance>
        <WaitingSignIn challenge={pending.challenge} isApproved={pending.status === 'approved'} />
      </Entrance>
    )
  }
  const information = noticeOf(pending) ?? notice
  const problem = pending.status === 'rejected' ? pending.problem : refusal
  return (
    <Entrance>
      <PageHeading>Sign in</PageHeading>
      {information !== undefined && <Notice tone="info">{information}</Notice>}
      {problem !== undefined && <LoginProblem problem={problem} />}
      <form onSubmit={submit}>
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <button type="submit" className="primary wide" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p className="aside">
        No account yet? <Link to="/signup">Create one</Link>
      </p>
    </Entrance>
  )
}

function enter(): void {
  navigate('/', {}, { replace: true })
}

/** Why the login that waited was not let in. */
function noticeOf(pending: PendingState): string | undefined {
  return pending.status === 'over' ? waitingNotice(pending.challengeStatus) : undefined
}
