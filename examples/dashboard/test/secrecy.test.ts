import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { Dashboard } from './support/dashboard.ts'
import { type Database, startDatabase } from './support/database.ts'
import { anotherCode, somebody } from './support/device.ts'
import { Frames } from './support/frames.ts'
import { Visitor } from './support/visitor.ts'

describe.each(['sqlite', 'redis', 'postgres'] as const)('with sessions in %s', (STORE) => {
  it.each(['opaque', 'jwt'])(
    'G6 R16 no token, ticket, code or password of %s is in the files, in what is printed, told or listed',
    async (TOKEN) => {
      await using database = await startDatabase(STORE)
      const dashboard = await Dashboard.start({ ...database.env, TOKEN })
      const { secrets, codes, ids, told } = await story(dashboard.url)
      const files = await filesOf(database, dashboard.dataDir)
      expect(await dashboard.stop()).toBe(0)

      for (const id of ids) expect(files.some((text) => text.includes(id))).toBe(true)
      const seen = [...files, ...told, dashboard.output]
      for (const secret of secrets) expect(seen.filter((text) => text.includes(secret))).toEqual([])
      for (const code of codes) {
        const standsAlone = new RegExp(`(?<!\\d)${code}(?!\\d)`)
        expect(seen.filter((text) => standsAlone.test(text))).toEqual([])
      }
    },
  )
})

interface Told {
  readonly secrets: readonly string[]
  readonly codes: readonly string[]
  /** Public ids, which have to be where the secrets must not be, or the search looks in the wrong place. */
  readonly ids: readonly string[]
  /** Every body and frame but the one that shows a code. */
  readonly told: readonly string[]
}

/** Two devices, a wrong and a right code, a refusal, an end, and a few errors. */
async function story(url: string): Promise<Told> {
  const person = somebody()
  const [first, second, third] = [new Visitor(url), new Visitor(url), new Visitor(url)]
  const told: string[] = []
  const ask = async (visitor: Visitor, method: string, path: string, json?: object): Promise<void> => {
    told.push(await (await visitor.send(method, path, json)).text())
  }
  await ask(first, 'POST', '/signup', person)
  await ask(first, 'POST', '/login', person)
  const frames = new Frames(first)
  await frames.next('hello')

  const waiting = await (await second.post('/login', person)).json()
  const { id, code } = (waiting as { challenge: { id: string; code: string } }).challenge
  const secrets = [first, second].flatMap(({ cookies }) => [...cookies.values()])
  await frames.next('challenge.created')
  await ask(second, 'GET', '/sessions/pending')
  await ask(first, 'GET', '/sessions/challenges')
  await ask(first, 'POST', `/sessions/challenges/${id}/answer`, { code: anotherCode(code) })
  await ask(first, 'POST', `/sessions/challenges/${id}/answer`, { code })
  await ask(first, 'POST', `/sessions/challenges/${id}/answer`, { code })
  await ask(second, 'POST', '/sessions/pending/redeem')
  await ask(third, 'POST', '/login', person)
  await ask(third, 'POST', '/login', { ...person, password: 'a wrong one' })
  for (const path of ['', '/current', '/history']) await ask(second, 'GET', `/sessions${path}`)
  secrets.push(...second.cookies.values(), ...third.cookies.values(), person.password)
  await ask(second, 'DELETE', '/sessions/others')
  await frames.closed

  const parts = secrets.flatMap((secret) => [secret, ...secret.split('.')])
  const ids = told.join().match(/(?<="id":")[\w-]{22}(?=","current")/g) ?? []
  return {
    secrets: [...new Set(parts)].filter((part) => part.length > 30),
    codes: [code],
    ids: [...new Set(ids)],
    told: [...told, ...frames.texts],
  }
}

/** Every file in which the database keeps something, read as bytes. */
async function filesOf(database: Database, dataDir: string): Promise<string[]> {
  return filesIn(await directoryOf(database, dataDir))
}

async function directoryOf({ env }: Database, dataDir: string): Promise<string> {
  if (env.REDIS_URL !== undefined) {
    const client = new Redis(env.REDIS_URL)
    const [, directory] = (await client.config('GET', 'dir')) as [string, string]
    await client.quit()
    return directory
  }
  if (env.DATABASE_URL !== undefined) {
    const client = new pg.Client(env.DATABASE_URL)
    await client.connect()
    await client.query('CHECKPOINT')
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    await client.end()
    return rows[0]?.data_directory ?? ''
  }
  return dataDir
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
}
