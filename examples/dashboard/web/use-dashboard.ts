import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react'
import type { Reply } from './api.ts'
import * as api from './api.ts'
import { type DashboardState, INITIAL, reduce } from './dashboard-state.ts'
import { endNotice } from './end-reason.ts'
import { listenLive } from './live.ts'
import { describeProblem, isChallengeOver, type Problem } from './problem.ts'
import { navigate } from './route.ts'
import { useOnReturn } from './use-on-return.ts'
import { useSharedActivity } from './use-shared-activity.ts'
import type { Challenge, ChallengeStatus, EndReason, ServerFrame, Session, Settings } from './wire.ts'

const PAGE = 20
/** The server gives no more at once. */
const MAX_PAGE = 100

export interface Dashboard extends DashboardState {
  readonly settings: Settings | undefined
  /** Reads the lists again. Like every request it counts as activity, so it is for a person to ask for. */
  refresh(): Promise<void>
  loadEarlier(): Promise<void>
  /** Records activity, or learns that the session has ended. */
  stayActive(): Promise<void>
  signOut(): Promise<void>
  end(id: string): Promise<void>
  endOthers(): Promise<void>
  /** The problem that leaves the challenge waiting for another answer, if any. */
  answer(challenge: Challenge, code: string): Promise<Problem | undefined>
  deny(challenge: Challenge): Promise<Problem | undefined>
  dismissMessage(): void
}

/** The signed-in account: read once, then kept up to date by the socket. When the session ends, the page goes to login. */
export function useDashboard(): Dashboard {
  const [state, dispatch] = useReducer(reduce, INITIAL)
  const [settings, setSettings] = useState<Settings>()
  /** False once the page is left: what is answered after that is for nobody. */
  const here = useRef(true)
  /** How many have arrived. */
  const frames = useRef(0)
  /** Whether the server has confirmed the session since the socket last told anything. */
  const checked = useRef(false)

  function leave(reason: EndReason | undefined): void {
    if (here.current) navigate('/login', { notice: endNotice(reason) }, { replace: true })
    here.current = false
  }

  async function signedIn<T>(request: Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await request
    if (!reply.ok && reply.problem.code === 'session-required') leave(reply.problem.endReason)
    return reply
  }

  function report(problem: Problem): void {
    dispatch({ type: 'message', text: describeProblem(problem) })
  }

  async function enter(): Promise<void> {
    const [current, configured] = await Promise.all([api.getCurrentSession(), api.getSettings()])
    if (!here.current) return
    if (configured.ok) setSettings(configured.value)
    if (current.ok) return dispatch({ type: 'active', session: current.value })
    if (current.problem.code !== 'session-required') return report(current.problem)
    // Whoever comes for the first time has lost nothing, and is told nothing.
    const { endReason } = current.problem
    if (endReason === undefined) navigate('/login', {}, { replace: true })
    else leave(endReason)
  }

  async function refresh(): Promise<void> {
    if (state.session === undefined) return enter()
    const before = frames.current
    const limit = Math.min(Math.max(state.log.length, PAGE), MAX_PAGE)
    const [sessions, history, challenges] = await Promise.all([
      signedIn(api.getSessions()),
      api.getHistory(limit),
      api.getChallenges(),
    ])
    if (!sessions.ok) return report(sessions.problem)
    if (!history.ok) return report(history.problem)
    if (!challenges.ok) return report(challenges.problem)
    // A frame that came in between may be newer than the answers.
    if (frames.current !== before) return refresh()
    dispatch({ type: 'loaded', history: history.value, ...sessions.value, ...challenges.value })
  }

  async function loadEarlier(): Promise<void> {
    const reply = await signedIn(api.getHistory(PAGE, state.next))
    if (reply.ok) dispatch({ type: 'loaded-earlier', history: reply.value })
    else report(reply.problem)
  }

  async function check(): Promise<Reply<Session>> {
    const reply = await signedIn(api.getCurrentSession())
    if (reply.ok) dispatch({ type: 'active', session: reply.value })
    return reply
  }

  async function stayActive(): Promise<void> {
    const reply = await check()
    if (!reply.ok) report(reply.problem)
  }

  async function signOut(): Promise<void> {
    const reply = await signedIn(api.signOut())
    if (reply.ok) leave('signed-out')
    else report(reply.problem)
  }

  async function endSome(request: Promise<Reply<unknown>>, done: string): Promise<void> {
    const reply = await signedIn(request)
    // Not found: it has just ended by itself, which comes to the same.
    if (!reply.ok && reply.problem.status !== 404) return report(reply.problem)
    dispatch({ type: 'message', text: done })
    await refresh()
  }

  async function answer(challenge: Challenge, code: string): Promise<Problem | undefined> {
    const reply = await signedIn(api.answerChallenge(challenge.id, code))
    return reply.ok ? close(challenge, 'approved') : closeIfOver(challenge, reply.problem)
  }

  async function deny(challenge: Challenge): Promise<Problem | undefined> {
    const reply = await signedIn(api.denyChallenge(challenge.id))
    return reply.ok ? close(challenge, 'denied') : closeIfOver(challenge, reply.problem)
  }

  function closeIfOver(challenge: Challenge, problem: Problem): Problem | undefined {
    if (!isChallengeOver(problem)) return problem
    return close(challenge, problem.attemptsLeft === 0 ? 'exhausted' : problem.challenge?.status)
  }

  function close(challenge: Challenge, status: ChallengeStatus | undefined): undefined {
    dispatch({ type: 'challenge.closed', challengeId: challenge.id, status })
    void refresh()
  }

  const onFrame = useEffectEvent((frame: ServerFrame) => {
    frames.current += 1
    checked.current = false
    dispatch(frame)
    // The lists are read once the socket listens, so that nothing falls in between.
    if (frame.type === 'hello' && !state.loaded) void refresh()
    if (frame.type === 'session.ended' && frame.session.id === state.session?.id)
      leave(frame.session.endReason)
  })

  const onRefused = useEffectEvent(async () => {
    dispatch({ type: 'disconnected' })
    if (!state.loaded) return refresh()
    // One answer is enough to learn whether we are still signed in; asking at each attempt would keep the session alive.
    if (!checked.current) checked.current = (await check()).ok
  })

  const onEnded = useEffectEvent(async () => {
    // Had the socket told the reason, the page would have left already. The server may know it.
    await check()
    leave(undefined)
  })

  const onEnter = useEffectEvent(enter)
  useEffect(() => {
    here.current = true
    void onEnter()
    return () => {
      here.current = false
    }
  }, [])

  const isSignedIn = state.session !== undefined
  useEffect(() => {
    if (!isSignedIn) return
    return listenLive({
      frame: onFrame,
      lost: () => dispatch({ type: 'disconnected' }),
      refused: onRefused,
      ended: onEnded,
    })
  }, [isSignedIn])

  useOnReturn(() => {
    if (state.loaded) void refresh()
  })
  useSharedActivity(state.session, (session) => dispatch({ type: 'active', session }))

  return {
    ...state,
    settings,
    refresh,
    loadEarlier,
    stayActive,
    signOut,
    end: (id) => endSome(api.endSession(id), 'The session has ended.'),
    endOthers: () => endSome(api.endOtherSessions(), 'All other sessions have ended.'),
    answer,
    deny,
    dismissMessage: () => dispatch({ type: 'message', text: '' }),
  }
}
