import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawnWorker } from './spawn-worker.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seatkit-'))
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

function script(name: string, text: string): URL {
  const file = join(directory, `${name}.ts`)
  writeFileSync(file, text)
  return pathToFileURL(file)
}

const ECHO = `
  process.on('message', (message: object) => process.send?.({ message, args: process.argv.slice(2) }))
  process.send?.({ ready: true })
`

it('talks to a process in order, and is rid of it when the scope ends', async () => {
  let pid: number
  {
    await using worker = spawnWorker(script('echo', ECHO), ['a'])
    pid = worker.pid
    expect(await worker.receive()).toEqual({ ready: true })
    worker.send({ number: 1 })
    worker.send({ number: 2 })
    expect(await worker.receive()).toEqual({ message: { number: 1 }, args: ['a'] })
    expect(await worker.receive()).toEqual({ message: { number: 2 }, args: ['a'] })
  }
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

it('says what a process printed that ended without a message', async () => {
  await using worker = spawnWorker(script('fails', "throw new Error('this is why')"))
  await expect(worker.receive()).rejects.toThrow('this is why')
})
