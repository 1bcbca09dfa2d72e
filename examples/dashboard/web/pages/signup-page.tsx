import type { Problem } from '@seatkit/client'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { logIn, signUp } from '../api.ts'
import { Entrance } from '../components/entrance.tsx'
import { Field } from '../components/field.tsx'
import { Link } from '../components/link.tsx'
import { Notice } from '../components/notice.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { describeProblem } from '../describe-problem.ts'
import { navigate } from '../route.ts'

/** Create an account, and go in at once with what was typed. */
export function SignupPage(): ReactNode {
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const errors = problem === undefined ? undefined : fieldErrors(problem)

  // To the first field to correct, whose description says what is wrong.
  useEffect(() => {
    if (problem !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [problem])

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const account = {
      name: text(typed, 'name'),
      email: text(typed, 'email'),
      password: text(typed, 'password'),
    }
    setBusy(true)
    setProblem(undefined)
    const created = await signUp(account)
    if (!created.ok) {
      setBusy(false)
      return setProblem(created.problem)
    }
    const entered = await logIn(account)
    if (entered.status === 'signed-in') return navigate('/', {}, { replace: true })
    navigate('/login', { email: account.email, notice: 'Your account is ready. Sign in to use it.' })
  }

  return (
    <Entrance>
      <PageHeading>Create your account</PageHeading>
      {problem !== undefined && errors === undefined && (
        <Notice tone="error">{describeProblem(problem)}</Notice>
      )}
      <form ref={form} onSubmit={submit} noValidate>
        <Field label="Name" name="name" autoComplete="name" required error={errors?.name} />
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          error={errors?.email}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          error={errors?.password}
        />
        <button type="submit" className="primary wide" disabled={isBusy}>
          {isBusy ? 'Creating your account…' : 'Create account'}
        </button>
      </form>
      <p className="aside">
        Already have an account? <Link to="/login">Sign in</Link>
      </p>
    </Entrance>
  )
}

/** What is wrong, by field; undefined when it is about none of them. */
function fieldErrors(problem: Problem): Readonly<Record<string, string>> | undefined {
  if (problem.code === 'email-taken') return { email: 'There is already an account with this e-mail.' }
  return problem.code === 'invalid-input' ? (problem.errors as Readonly<Record<string, string>>) : undefined
}

function text(form: FormData, field: string): string {
  return String(form.get(field))
}
