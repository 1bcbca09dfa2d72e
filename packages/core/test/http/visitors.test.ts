import { memoryStore } from '@seatkit/core'
import { expect, it } from 'vitest'
import { listeningStore } from '../manager/listening-store.ts'
import { setup } from '../manager/setup.ts'
import { Browser, load, request } from './browser.ts'

it('P6 a visitor without a credential costs the store nothing, whatever is asked for', async () => {
  const asked: string[] = []
  const { sessions } = setup({ store: listeningStore(memoryStore(), asked) })
  for (const cookie of [
    '',
    'theme=dark',
    '__Host-seatkit-device=dddddddddddddddddddddd',
    'connect.sid=s%3Ax',
  ]) {
    const { context, cookies } = await load(sessions, request({ headers: { cookie } }))
    expect([context.session, context.userId, context.refusal()?.status, cookies]).toEqual([
      null,
      null,
      401,
      [],
    ])
  }
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/current'],
    ['DELETE', '/others'],
    ['POST', '/challenges/x/answer'],
    ['GET', '/pending'],
    ['POST', '/pending/redeem'],
    ['GET', '/nowhere'],
  ] as const) {
    const { reply, cookies } = await new Browser('visitor').send(sessions, method, path, { code: '123456' })
    expect([reply.status, cookies]).toEqual([path === '/nowhere' ? 405 : 401, []])
  }
  expect(asked).toEqual([])
  await new Browser('visitor').send(sessions, 'POST', '/login/alice')
  expect(asked).toEqual(['update'])
})
