import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answersPerSecond } from './http-load.ts'
import { median, type Rate } from './rate.ts'

const VARIANTS = ['none', 'memory', 'sqlite'] as const
const ROUNDS = 9
const SLICE_MS = 1_000

/** Answers per second, and what one costs the server: CPU time says more than a rate where client and server share cores. */
export interface GetMeRate extends Rate {
  readonly serverUs: number
}

/** `GET /me` in Express with a session from each store, and without sessions: slices in turn, so that all meet the same machine. */
export async function getMeRates(): Promise<GetMeRate[]> {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-bench-'))
  const servers = await Promise.all(VARIANTS.map((variant) => startServer(variant, directory)))
  const rates = servers.map((): number[] => [])
  const costs = servers.map((): number[] => [])
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [i, { child, port, request }] of servers.entries()) {
        const before = await cpuUs(child)
        const rate = await answersPerSecond(port, request, SLICE_MS)
        if (round === 0) continue
        rates[i]?.push(rate)
        costs[i]?.push(((await cpuUs(child)) - before) / ((rate * SLICE_MS) / 1_000))
      }
    }
  } finally {
    for (const { child } of servers) child.kill()
    rmSync(directory, { recursive: true })
  }
  return VARIANTS.map((variant, i) => ({
    name: `GET /me in Express: ${variant}`,
    perSecond: median(rates[i] ?? []),
    serverUs: median(costs[i] ?? []),
  }))
}

async function cpuUs(child: ChildProcess): Promise<number> {
  child.send('cpu')
  const [{ cpuUs }] = (await once(child, 'message')) as [{ cpuUs: number }]
  return cpuUs
}

async function startServer(
  variant: string,
  directory: string,
): Promise<{ readonly child: ChildProcess; readonly port: number; readonly request: string }> {
  const child = fork(join(import.meta.dirname, 'get-me-server.ts'), [variant, directory])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const cookie = variant === 'none' ? '__Host-seatkit=none' : await signIn(port)
  return { child, port, request: `GET /me HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n` }
}

async function signIn(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST' })
  const [cookie] = response.headers.getSetCookie().filter((text) => text.startsWith('__Host-seatkit='))
  return cookie?.split(';')[0] ?? ''
}
