import { type FormEvent, type ReactNode, useState } from 'react'
import { cancelPending, logIn } from '../api.ts'
import { waitingNotice } from '../challenge-end.ts'
import { Entrance } from '../components/entrance.tsx'
import { Field } from '../components/field.tsx'
import { Link } from '../components/link.tsx'
import { LoginProblem } from '../components/login-problem.tsx'
import { Notice } from '../components/notice.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { WaitingSignIn } from '../components/waiting-sign-in.tsx'
import type { Problem } from '../problem.ts'
import { navigate, useRoute } from '../route.ts'
import { forgetChallenge, storeChallenge, storedChallenge } from '../stored-challenge.ts'
import type { ChallengeStatus, OwnChallenge } from '../wire.ts'

/** Sign in; and wait for approval where the account asks for it. */
export function LoginPage(): ReactNode {
  const { handover } = useRoute()
  const [challenge, setChallenge] = useState<OwnChallenge | undefined>(storedChallenge)
  const [email, setEmail] = useState(handover.email ?? '')
  const [notice, setNotice] = useState(handover.notice)
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setBusy(true)
    setNotice(undefined)
    setProblem(undefined)
    const reply = await logIn({ email, password })
    setBusy(false)
    if (!reply.ok) return setProblem(reply.problem)
    if (reply.value.status === 'signed-in') return enter()
    storeChallenge(reply.value.challenge)
    setChallenge(reply.value.challenge)
  }

  function enter(): void {
    forgetChallenge()
    navigate('/', {}, { replace: true })
  }

  function stopWaiting(status: ChallengeStatus | undefined): void {
    forgetChallenge()
    setChallenge(undefined)
    setNotice(waitingNotice(status))
  }

  function reject(reason: Problem): void {
    forgetChallenge()
    setChallenge(undefined)
    setProblem(reason)
  }

  function cancel(): void {
    // If the server does not hear it, the challenge ends by its own time.
    void cancelPending()
    stopWaiting('cancelled')
  }

  if (challenge !== undefined) {
    const outcome = { signedIn: enter, over: stopWaiting, rejected: reject }
    return (
      <Entrance>
        <WaitingSignIn challenge={challenge} outcome={outcome} onCancel={cancel} />
      </Entrance>
    )
  }
  return (
    <Entrance>
      <PageHeading>Sign in</PageHeading>
      {notice !== undefined && <Notice tone="info">{notice}</Notice>}
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
