import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seatkit, sessionRoutes } from '@seatkit/adapter-express'
import { memoryStore, SessionManager, type SignedIn } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'
import express from 'express'
import { median } from './rate.ts'

const TRIES = 1_000
const DEVICE = { userAgent: 'bench', ip: '127.0.0.1' }
const UNKNOWN = 'A'.repeat(22)

/** How long the answer to a code takes that lets nobody in, by what was wrong. */
export interface AnswerTime {
  readonly name: string
  /** Median over HTTP, with the memory store. */
  readonly us: number
}

/**
 * Whether a stopwatch tells why a code was refused. Unknown and foreign logins are answered alike, byte for byte; the other two
 * say what they are, and differ by what it takes to count an answer and to record an end. Each try is of users of its own, for a wrong code is counted; the four
 * kinds take turns, in changing order, so that a slow moment of the machine is shared.
 */
export async function answerTimes(): Promise<AnswerTime[]> {
  const clock = manualClock()
  const sessions = new SessionManager({
    store: memoryStore({ clock: clock.now }),
    secret: 'a secret of at least thirty-two bytes',
    breaker: 'never',
    sweepInterval: 'never',
  })
  const app = express().use(seatkit(sessions), sessionRoutes(sessions))
  const server = createServer(app)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { port } = server.address() as AddressInfo

  async function timeOf({ token }: SignedIn, id: string, code: string): Promise<number> {
    const startedAt = performance.now()
    await new Promise<void>((done, fail) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const asked = request({ port, agent, method: 'POST', path: `/challenges/${id}/answer`, headers })
      asked.on('response', (response) => response.resume().on('end', done)).on('error', fail)
      asked.end(JSON.stringify({ code }))
    })
    return (performance.now() - startedAt) * 1_000
  }

  async function scene(user: string): Promise<{ first: SignedIn; id: string; wrong: string }> {
    const first = await sessions.signIn(user, { device: DEVICE })
    const waiting = await sessions.signIn(user, { device: DEVICE })
    if (first.status !== 'admitted' || waiting.status !== 'challenged') throw new Error('one waits')
    const { id, code } = waiting.challenge
    return { first, id, wrong: code === '000000' ? '000001' : '000000' }
  }

  const times = new Map<string, number[]>()
  try {
    for (let i = -100; i < TRIES; i++) {
      const expired = await scene(`expired-${i}`)
      clock.advance(120_000)
      const [mine, foreign] = [await scene(`mine-${i}`), await scene(`foreign-${i}`)]
      const kinds: [string, () => Promise<number>][] = [
        ['unknown', () => timeOf(foreign.first, UNKNOWN, mine.wrong)],
        ['wrong code', () => timeOf(mine.first, mine.id, mine.wrong)],
        ['expired', () => timeOf(expired.first, expired.id, mine.wrong)],
        ['foreign', () => timeOf(foreign.first, mine.id, mine.wrong)],
      ]
      for (let turn = 0; turn < kinds.length; turn++) {
        const [name, time] = kinds[(turn + i + 100) % kinds.length] ?? ['', async () => 0]
        const us = await time()
        // The first ones warm up.
        if (i >= 0) times.set(name, [...(times.get(name) ?? []), us])
      }
    }
  } finally {
    agent.destroy()
    await new Promise((closed) => server.close(closed))
  }
  return [...times].map(([name, all]) => ({ name, us: median(all) }))
}
