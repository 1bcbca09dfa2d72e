import type {
  Challenge,
  ClientEvent,
  OwnChallenge,
  PendingState,
  SeatkitClient,
  SessionState,
} from '@seatkit/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Device } from './device.ts'
import { type SeatkitServer, startSeatkit } from './seatkit-server.ts'
import { until } from './until.ts'

const isOpen = (state: SessionState): boolean => state.status === 'signed-in' && state.connection === 'open'
const isSettled = (state: PendingState): boolean => state.status !== 'pending' && state.status !== 'approved'
const isOne = (challenges: readonly Challenge[]): boolean => challenges.length === 1
const isNone = (challenges: readonly Challenge[]): boolean => challenges.length === 0

interface Scene {
  readonly server: SeatkitServer
  readonly first: Device
  readonly second: Device
  readonly code: string
  /** The prompt on the first device. */
  readonly challenge: Challenge
  readonly events: readonly ClientEvent[]
}

/** The second device waits, and the first one is prompted. */
async function prompted(): Promise<Scene> {
  const server = await startSeatkit()
  const first = new Device(server.origin)
  const second = new Device(server.origin)
  const events: ClientEvent[] = []
  first.client.on('challenge.created', (event) => events.push(event))
  first.client.on('challenge.closed', (event) => events.push(event))
  await first.signIn()
  first.watch(first.client.challenges)
  await until(first.client.session, isOpen)

  const outcome = await second.signIn()
  if (outcome.status !== 'challenge') throw new Error(`the second device is ${outcome.status}`)
  second.watch(second.client.pendingSignIn)
  const [challenge] = await until(first.client.challenges, isOne)
  if (challenge === undefined) throw new Error('no prompt')
  return { server, first, second, code: codeOf(outcome.challenge), challenge, events }
}

function codeOf({ code }: OwnChallenge): string {
  if (code === undefined) throw new Error('no code is shown')
  return code
}

function wrong(code: string): string {
  return code === '000000' ? '111111' : '000000'
}

function isSignedIn({ session }: SeatkitClient): Promise<SessionState> {
  return until(session, ({ status }) => status === 'signed-in')
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a login that needs approval', () => {
  it('is let in by the code it shows, and its session fetched once', async () => {
    const { first, second, code, challenge, events } = await prompted()
    expect(second.client.pendingSignIn.get()).toMatchObject({ status: 'pending', challenge: { code } })
    expect(challenge).toMatchObject({ id: expect.any(String), device: { ip: '127.0.0.1' } })

    expect(await first.client.challenges.answer(challenge.id, code)).toMatchObject({ ok: true })
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
    await isSignedIn(second.client)
    expect(second.requests.filter((request) => request.includes('redeem'))).toHaveLength(1)
    expect(first.client.challenges.get()).toEqual([])
    expect(events).toEqual([
      { type: 'challenge.created', challenge },
      { type: 'challenge.closed', challenge, status: 'approved' },
    ])
  })

  it('G6 tells the code to nobody but the device that shows it', async () => {
    const { first, code, events } = await prompted()
    expect(JSON.stringify([first.client.challenges.get(), events])).not.toContain(code)
  })

  it('is not let in when it is refused', async () => {
    const { first, second, challenge, events } = await prompted()
    await first.client.challenges.deny(challenge.id)
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({
      status: 'over',
      challengeStatus: 'denied',
    })
    expect(events.at(-1)).toMatchObject({ type: 'challenge.closed', status: 'denied' })
  })

  it('is over after the last wrong code', async () => {
    const { first, second, code, challenge, events } = await prompted()
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      expect(first.client.challenges.get()).toHaveLength(1)
      const reply = await first.client.challenges.answer(challenge.id, wrong(code))
      expect(reply).toMatchObject({ ok: false, problem: { code: 'wrong-code', attemptsLeft } })
    }
    expect(first.client.challenges.get()).toEqual([])
    expect(events.at(-1)).toMatchObject({ status: 'exhausted' })
    expect(await until(second.client.pendingSignIn, isSettled)).toMatchObject({
      challengeStatus: 'exhausted',
    })
  })

  it('can give up, which takes the prompt away', async () => {
    const { first, second, events } = await prompted()
    const cancelled = second.client.pendingSignIn.cancel()
    expect(second.client.pendingSignIn.get()).toEqual({ status: 'over', challengeStatus: 'cancelled' })
    expect((await cancelled).ok).toBe(true)
    await until(first.client.challenges, isNone)
    expect(events.at(-1)).toMatchObject({ type: 'challenge.closed', status: 'cancelled' })
  })

  it('is let in when the only session signs out', async () => {
    const { first, second } = await prompted()
    await first.client.session.signOut()
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
  })

  it('is prompted for again where the connection was lost meanwhile', async () => {
    const { server, first, second, code, challenge } = await prompted()
    server.cutOff()
    await until(first.client.session, (state) => !isOpen(state))
    await until(first.client.session, isOpen)
    expect(first.client.challenges.get()).toEqual([challenge])
    await first.client.challenges.answer(challenge.id, code)
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
  })

  it('takes a prompt away that was cancelled while the connection was lost', async () => {
    const { server, first, second, challenge, events } = await prompted()
    server.cutOff()
    await until(first.client.session, (state) => !isOpen(state))
    await second.client.pendingSignIn.cancel()
    expect(first.client.challenges.get()).toEqual([challenge])
    await until(first.client.challenges, isNone)
    expect(events.at(-1)).toEqual({ type: 'challenge.closed', challenge })
  })

  it('fetches its session once, however slow the answer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { first, second, code, challenge } = await prompted()
    const held = second.hold('POST /sessions/pending/redeem')
    await first.client.challenges.answer(challenge.id, code)
    await held.answered
    vi.advanceTimersByTime(9_000)
    held.release()
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
    expect(second.requests.filter((request) => request.includes('redeem'))).toHaveLength(1)
  })

  it('is superseded where another tab has logged in since', async () => {
    const { second } = await prompted()
    const older = new Device(second.origin, { jar: second.jar })
    const tab = new Device(second.origin, { jar: second.jar })
    await older.signIn()
    await tab.signIn()
    older.watch(older.client.pendingSignIn)
    expect(await until(older.client.pendingSignIn, isSettled)).toEqual({
      status: 'over',
      challengeStatus: 'superseded',
    })
    expect(tab.client.pendingSignIn.get()).toMatchObject({ status: 'pending' })
  })

  it('asks every three seconds where WebSockets do not come through', async () => {
    const server = await startSeatkit()
    const first = new Device(server.origin)
    await first.signIn()
    // Nobody listens on port 1.
    const second = new Device(server.origin, { socketOrigin: 'http://127.0.0.1:1' })
    const outcome = await second.signIn()
    if (outcome.status !== 'challenge') throw new Error(outcome.status)
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    second.watch(second.client.pendingSignIn)
    await first.client.challenges.answer(outcome.challenge.id, codeOf(outcome.challenge))
    vi.advanceTimersByTime(3_000)
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
  })

  it('is prompted for and refused where WebSockets do not come through', async () => {
    const server = await startSeatkit()
    const first = new Device(server.origin, { socketOrigin: 'http://127.0.0.1:1' })
    await first.signIn()
    await new Device(server.origin).signIn()
    const [challenge] = await until(first.client.challenges, isOne)
    await first.client.challenges.deny(challenge?.id ?? '')
    expect(first.client.challenges.get()).toEqual([])
  })

  it('says so when the ticket is not known any more', async () => {
    const { server, second } = await prompted()
    await server.sessions.forget('alice')
    server.cutOff()
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'over' })
  })

  it('is superseded by a newer login of the same device, which waits in its place', async () => {
    const { first, second } = await prompted()
    const newer = await second.signIn()
    if (newer.status !== 'challenge') throw new Error(newer.status)
    const { id } = newer.challenge
    expect(second.client.pendingSignIn.get()).toMatchObject({ status: 'pending', challenge: { id } })
    await until(first.client.challenges, (list) => list.length === 1 && list[0]?.id === id)
    await first.client.challenges.answer(id, codeOf(newer.challenge))
    expect(await until(second.client.pendingSignIn, isSettled)).toEqual({ status: 'signed-in' })
  })

  it('outlives a reload of the page', async () => {
    const kept = new Map<string, string>()
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    })
    const { server, first, second, code, challenge } = await prompted()
    const reloaded = new Device(server.origin, { jar: second.jar })
    expect(reloaded.client.pendingSignIn.get()).toMatchObject({ status: 'pending', challenge: { code } })
    expect(reloaded.client.pendingSignIn.initial).toEqual({ status: 'none' })
    await first.client.challenges.answer(challenge.id, code)
    await until(reloaded.client.pendingSignIn, isSettled)
    expect(kept.size).toBe(0)
  })
})

it('a prompt for a login that waits no longer goes when its code is asked for', async () => {
  const server = await startSeatkit({ challenge: { codeShownOn: 'trusted-device', maxPrompts: 1 } })
  const [first, prompting, quiet] = [0, 1, 2].map(() => new Device(server.origin)) as [Device, Device, Device]
  await first.signIn()
  first.watch(first.client.challenges)
  await until(first.client.session, isOpen)
  await prompting.signIn()
  await prompting.client.pendingSignIn.cancel()
  await until(first.client.challenges, isNone)

  await quiet.signIn()
  await first.client.challenges.refresh()
  const [challenge] = first.client.challenges.get()
  expect(challenge).toMatchObject({ prompt: false })
  await quiet.client.pendingSignIn.cancel()
  const reply = await first.client.challenges.showCode(challenge?.id ?? '')
  expect(reply).toMatchObject({ ok: false, problem: { code: 'challenge-over' } })
  expect(first.client.challenges.get()).toEqual([])
})
