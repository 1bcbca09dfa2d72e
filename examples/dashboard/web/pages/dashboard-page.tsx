import type { ReactNode } from 'react'
import { ActiveSessions } from '../components/active-sessions.tsx'
import { ChallengePrompts } from '../components/challenge-prompts.tsx'
import { ConnectionNote } from '../components/connection-note.tsx'
import { IdleWarning } from '../components/idle-warning.tsx'
import { Logo } from '../components/logo.tsx'
import { Message } from '../components/message.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { SessionLog } from '../components/session-log.tsx'
import { formatDuration } from '../format-time.ts'
import { useDashboard } from '../use-dashboard.ts'
import type { Settings } from '../wire.ts'

/** Where the account is signed in, was signed in, and who waits to be let in. */
export function DashboardPage(): ReactNode {
  const dashboard = useDashboard()
  const { session, settings, challenges, connected } = dashboard
  const waiting = challenges.length

  function retry(): void {
    dashboard.dismissMessage()
    void dashboard.refresh()
  }

  // Whoever is not signed in goes on to login without a glimpse of this page.
  if (session === undefined && dashboard.message === '') return null

  return (
    <>
      <header className="top">
        <Logo />
        <button type="button" onClick={() => void dashboard.signOut()}>
          Sign out
        </button>
      </header>
      <main className="dashboard">
        <PageHeading windowTitle={waiting > 0 ? `(${waiting}) Your sessions` : 'Your sessions'}>
          Your sessions
        </PageHeading>
        {settings !== undefined && <p className="lead">{describePolicy(settings)}</p>}
        <Message text={dashboard.message} onDismiss={dashboard.dismissMessage} />
        <ConnectionNote connected={connected} stale={dashboard.stale} />
        <ChallengePrompts challenges={challenges} onAnswer={dashboard.answer} onDeny={dashboard.deny} />
        {!dashboard.loaded && dashboard.message !== '' && (
          <button type="button" className="primary retry" onClick={retry}>
            Try again
          </button>
        )}
        {dashboard.loaded && (
          <>
            <ActiveSessions
              sessions={dashboard.sessions}
              onRefresh={dashboard.refresh}
              onEnd={dashboard.end}
              onEndOthers={dashboard.endOthers}
            />
            <SessionLog
              sessions={dashboard.log}
              onEarlier={dashboard.next === undefined ? undefined : dashboard.loadEarlier}
            />
          </>
        )}
      </main>
      {session !== undefined && settings !== undefined && (
        <IdleWarning
          session={session}
          idleTimeoutMs={settings.idleTimeoutMs}
          connected={connected}
          onStay={dashboard.stayActive}
        />
      )}
    </>
  )
}

function describePolicy({ policy, idleTimeoutMs }: Settings): string {
  const idle = `A session ends after ${formatDuration(idleTimeoutMs / 1_000)} without activity.`
  return policy === 'two-sessions'
    ? `You can be signed in on two devices; the second needs a code from you here. ${idle}`
    : `You can be signed in on one device; signing in on another ends the session here. ${idle}`
}
