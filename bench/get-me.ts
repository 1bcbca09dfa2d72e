import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Framework } from './get-me-apps.ts'
import type { HttpLoad } from './http-load.ts'
import { median, type Rate } from './rate.ts'
import { type Slice, StartedServer } from './started-server.ts'

const ROUNDS = 30
/** Until the compilers are done. */
const WARM_UP_ROUNDS = 8
/** Short, so that all slices of a round meet the same machine. */
const SLICE_MS = 150

/** What is left of another variant's rate by the clock, and by CPU time: medians of rounds. */
export interface Share {
  readonly byRate: number
  readonly byCpu: number
}

export interface GetMeRate extends Rate {
  /** CPU time of the server for one request: it says more than a rate, where client and server share cores. */
  readonly cpuUs: number
  /** Of the same app without sessions. */
  readonly ofWithout: Share
  /** Of a single route that asks nobody who they are. */
  readonly ofOpen: Share
}

/** `GET /me` in a framework without sessions and with those of two stores: the same request, and the same answer. */
export async function getMeRates(framework: Framework): Promise<GetMeRate[]> {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-bench-'))
  const servers: StartedServer[] = []
  const start = async (variant: string, argument: string): Promise<StartedServer> => {
    const server = await StartedServer.start(framework, variant, argument)
    servers.push(server)
    return server
  }
  try {
    const memory = await start('memory', '')
    const cookie = await memory.signIn()
    const me = await memory.me(cookie)
    const open = await start('open', me)
    const without = await start('without sessions', me)
    const sqlite = await start('SQLite', join(directory, 'me.db'))
    return await measure([
      { name: `${framework}: open to everybody`, server: open, load: await open.openLoad(cookie) },
      { name: `${framework}: without sessions`, server: without, load: await without.openLoad(cookie) },
      { name: `${framework}: memory`, server: memory, load: await memory.openLoad(cookie) },
      { name: `${framework}: SQLite`, server: sqlite, load: await sqlite.openLoad(await sqlite.signIn()) },
    ])
  } finally {
    for (const server of servers) await server.stop()
    rmSync(directory, { recursive: true })
  }
}

interface Measured {
  readonly name: string
  readonly server: StartedServer
  readonly load: HttpLoad
}

async function measure(measured: readonly Measured[]): Promise<GetMeRate[]> {
  const all: Slice[][] = []
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) all.push(await slicesInTurn(measured, round))
  for (const { load } of measured) load.close()
  const rounds = all.slice(WARM_UP_ROUNDS)
  const slicesOf = (i: number): Slice[] => rounds.map((slices) => slices[i] as Slice)
  return measured.map(({ name }, i) => ({
    name,
    perSecond: median(slicesOf(i).map(({ perSecond }) => perSecond)),
    cpuUs: median(slicesOf(i).map(({ cpuUs }) => cpuUs)),
    ofOpen: shareOf(slicesOf(0), slicesOf(i)),
    ofWithout: shareOf(slicesOf(1), slicesOf(i)),
  }))
}

/** One slice of each, backwards in every other round, so that none always comes after the same one. */
async function slicesInTurn(measured: readonly Measured[], round: number): Promise<Slice[]> {
  const slices: Slice[] = []
  const order = [...measured.entries()]
  for (const [i, { server, load }] of round % 2 === 0 ? order : order.reverse()) {
    slices[i] = await server.slice(load, SLICE_MS)
  }
  return slices
}

function shareOf(baseline: readonly Slice[], own: readonly Slice[]): Share {
  const pairs = own.map((slice, round) => [baseline[round] as Slice, slice] as const)
  return {
    byRate: median(pairs.map(([before, after]) => after.perSecond / before.perSecond)),
    byCpu: median(pairs.map(([before, after]) => before.cpuUs / after.cpuUs)),
  }
}
