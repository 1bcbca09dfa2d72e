import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { memoryStore, SessionManager } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { FaultyStore } from './faulty-store.ts'
import { PATH, sessionCookie, startLiveServer } from './live-server.ts'
import { LossyBus } from './lossy-bus.ts'
import { OPCODE, RawClient } from './raw-client.ts'

describe('paths', () => {
  it.each(['/', '/sessions', `${PATH}/`, `${PATH}/x`, '/Sessions/Events', `/x${PATH}`, `/%73essions/events`])(
    'answers 404 to an upgrade to %s where nobody else listens',
    async (path) => {
      const live = await startLiveServer()
      const { status, body } = await live.connect(sessionCookie(await live.signIn('a')), path).refused()
      expect([status, body.code]).toEqual([404, 'not-found'])
    },
  )

  it('ignores the query', async () => {
    const live = await startLiveServer()
    const client = live.connect(sessionCookie(await live.signIn('a')), `${PATH}?x=${PATH}`)
    expect((await client.next()).type).toBe('hello')
  })

  it.each(['before', 'after'])('leaves the others to who listens %s it', async (order) => {
    const live = await startLiveServer()
    const wss = new WebSocketServer({ noServer: true })
    const listener: Parameters<typeof live.server.on>[1] = (req, socket, head) => {
      if (req.url === '/chat') wss.handleUpgrade(req, socket, head, (ws) => ws.send('{"type":"chat"}'))
    }
    if (order === 'before') live.server.prependListener('upgrade', listener)
    else live.server.on('upgrade', listener)
    expect(await live.connect({}, '/chat').next()).toEqual({ type: 'chat' })
    const a = await live.signIn('a')
    expect((await live.connect(sessionCookie(a)).next()).type).toBe('hello')
  })

  it('may be several on one server, each with its own sessions', async () => {
    const live = await startLiveServer()
    const others = new SessionManager({
      store: memoryStore(),
      secret: 'another secret of thirty-two bytes',
      sweepInterval: 'never',
    })
    const second = attachNotifier(live.server, others, {
      path: '/admin/events',
      allowInsecureLocalhost: true,
    })
    const a = await live.signIn('a')
    expect((await live.connect(sessionCookie(a)).next()).type).toBe('hello')
    expect((await live.connect(sessionCookie(a), '/admin/events').refused()).status).toBe(401)
    expect((await live.connect(sessionCookie(a), '/neither').refused()).status).toBe(404)
    await second.close()
    expect((await live.connect(sessionCookie(a), '/admin/events').refused()).status).toBe(404)
  })

  it('answers an upgrade to nobody once', async () => {
    const live = await startLiveServer()
    const second = attachNotifier(live.server, live.sessions, { path: '/second' })
    const raw = new RawClient(live.origin, {}, 'GET', '/nobody')
    expect((await raw.rest()).split('HTTP/1.1 404')).toHaveLength(2)
    await second.close()
  })
})

it.each([
  ['path', { path: 'events' }],
  ['path', { path: '/events?x' }],
  ['path', { path: PATH }],
  ['recheckInterval', { path: '/other', recheckInterval: 0 }],
  ['allowedOrigins', { path: '/other', allowedOrigins: ['app.example'] }],
] as const)('refuses a wrong %s at once', async (name, options) => {
  const live = await startLiveServer()
  expect(() => attachNotifier(live.server, live.sessions, options)).toThrow(new RegExp(`^${name}: `))
  expect(live.server.listenerCount('upgrade')).toBe(1)
})

it('works beside an Express application, whose requests it leaves alone', async () => {
  const app = express().get('/hello', (_req, res) => void res.send('hello'))
  const live = await startLiveServer({ app })
  const { client } = await live.online('a')
  expect(await (await fetch(`${live.origin}/hello`)).text()).toBe('hello')
  expect((await fetch(live.origin + PATH)).status).toBe(404)
  expect(await client.settled()).toEqual([])
})

describe('close', () => {
  it('closes every connection with 1001 and stops listening', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.online('a')
    const b = await live.waiting('b')
    expect(bus.listening).toBe(2)
    await live.notifier.close()
    expect(await Promise.all([a.client.closed, b.client.closed])).toEqual([1001, 1001])
    expect([bus.listening, live.server.listenerCount('upgrade')]).toEqual([0, 0])
  })

  it('does not wait for a client that does not answer', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const raw = new RawClient(live.origin, sessionCookie(await live.signIn('a')))
    await raw.receives('"hello"')
    await live.notifier.close()
    expect(bus.listening).toBe(0)
  })

  it('does not fail over a client that answers with a broken frame', async () => {
    const live = await startLiveServer()
    const raw = new RawClient(live.origin, sessionCookie(await live.signIn('a')))
    await raw.receives('"hello"')
    const closed = live.notifier.close()
    await raw.closeCode()
    raw.send(OPCODE.text, '{}', { isMasked: false })
    await expect(closed).resolves.toBeUndefined()
  })

  it('refuses what is being upgraded, and leaves nothing of it', async () => {
    const store = new FaultyStore()
    const bus = new LossyBus()
    const live = await startLiveServer({ store: store.store, bus })
    const a = await live.signIn('a')
    const isAsked = store.hold('read')
    const client = live.connect(sessionCookie(a))
    const refused = client.refused()
    await isAsked
    await live.notifier.close()
    expect((await refused).status).toBe(503)
    store.release()
    while (bus.listening > 0) await new Promise(setImmediate)
  })

  it('may be called twice', async () => {
    const live = await startLiveServer()
    await live.online('a')
    await Promise.all([live.notifier.close(), live.notifier.close()])
  })

  it('leaves nothing that keeps the process', async () => {
    const script = fileURLToPath(new URL('open-and-close.ts', import.meta.url))
    const child = spawn(
      process.execPath,
      ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning', script],
      { stdio: ['ignore', 'inherit', 'inherit'], timeout: 15_000 },
    )
    expect(await once(child, 'exit')).toEqual([0, null])
  }, 20_000)
})
