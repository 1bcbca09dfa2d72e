import type { Reply } from '@seatkit/client'
import { useChallenges, useSession, useSessionLog } from '@seatkit/client/react'
import type { ReactNode } from 'react'
import type { Settings } from '../api.ts'
import { ActiveSessions } from '../components/active-sessions.tsx'
import { ChallengePrompts } from '../components/challenge-prompts.tsx'
import { ConfirmPassword } from '../components/confirm-password.tsx'
import { ConnectionNote } from '../components/connection-note.tsx'
import { IdleWarning } from '../components/idle-warning.tsx'
import { LoadProblem } from '../components/load-problem.tsx'
import { Logo } from '../components/logo.tsx'
import { Message } from '../components/message.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { SessionLog } from '../components/session-log.tsx'
import { formatDuration } from '../format-time.ts'
import { seatkit } from '../seatkit.ts'
import { useConfirmation } from '../use-confirmation.ts'
import { useMessage } from '../use-message.ts'
import { useSettings } from '../use-settings.ts'
import { useSignedOut } from '../use-signed-out.ts'

/** Where the account is signed in, was signed in, and who waits to be let in. */
export function DashboardPage(): ReactNode {
  const session = useSession(seatkit)
  const challenges = useChallenges(seatkit)
  const log = useSessionLog(seatkit)
  const settings = useSettings()
  const message = useMessage()
  const confirmation = useConfirmation()
  useSignedOut(session)

  const problem = session.status === 'unknown' ? session.problem : log.problem
  const isConnected = session.status === 'signed-in' && session.connection === 'open'
  const waiting = challenges.length

  /** The socket tells of prompts alone; logins that prompt nobody have to be asked for. */
  async function refresh(): Promise<Reply<unknown>> {
    const lists = await seatkit.sessionLog.refresh()
    return lists.ok ? seatkit.challenges.refresh() : lists
  }

  // Whoever is not signed in goes on to login without a glimpse of this page.
  if (session.status !== 'signed-in' && problem === undefined) return null

  return (
    <>
      <header className="top">
        <Logo />
        <button type="button" onClick={() => void message.report(seatkit.session.signOut())}>
          Sign out
        </button>
      </header>
      <main className="dashboard">
        <PageHeading windowTitle={waiting > 0 ? `(${waiting}) Your sessions` : 'Your sessions'}>
          Your sessions
        </PageHeading>
        {settings !== undefined && <p className="lead">{describePolicy(settings)}</p>}
        <Message text={message.text} onDismiss={message.dismiss} />
        <ConnectionNote connected={isConnected} stale={log.isStale} />
        <ChallengePrompts challenges={challenges} />
        {confirmation.isAsked && (
          <ConfirmPassword onConfirm={confirmation.confirm} onCancel={confirmation.cancel} />
        )}
        {!log.isLoaded && problem !== undefined && <LoadProblem problem={problem} />}
        {log.isLoaded && (
          <>
            <ActiveSessions
              sessions={log.active}
              onRefresh={() => message.report(refresh())}
              onEnd={(id) => {
                const ended = confirmation.attempt(() => seatkit.sessionLog.end(id))
                return message.report(ended, 'The session has ended.')
              }}
              onEndOthers={() => {
                const ended = confirmation.attempt(() => seatkit.sessionLog.endOthers())
                return message.report(ended, 'All other sessions have ended.')
              }}
            />
            <SessionLog
              sessions={log.log}
              onEarlier={
                log.next === undefined ? undefined : () => message.report(seatkit.sessionLog.loadEarlier())
              }
            />
          </>
        )}
      </main>
      {settings !== undefined && (
        <IdleWarning
          idleTimeoutMs={settings.idleTimeoutMs}
          onStay={() => message.report(seatkit.session.check())}
        />
      )}
    </>
  )
}

function describePolicy({ policy, idleTimeoutMs, codeShownOn }: Settings): string {
  const code = codeShownOn === 'new-device' ? 'typed here' : 'shown here'
  const idle = `A session ends after ${formatDuration(idleTimeoutMs / 1_000)} without activity.`
  return policy === 'two-sessions'
    ? `You can be signed in on two devices; the second needs a code that is ${code}. ${idle}`
    : `You can be signed in on one device; signing in on another ends the session here. ${idle}`
}
