import { expect } from 'vitest'
import { Browser } from './browser.ts'

/** What each quick start does, from the first login to signing out. Fails at what it does otherwise. */
export async function quickStartStory(url: string): Promise<void> {
  const first = new Browser(url)
  const second = new Browser(url)
  expect(await login(first, 'wrong')).toMatchObject({ status: 401 })
  expect(await login(first)).toMatchObject({ status: 201 })
  expect((await first.get('/me')).body).toMatchObject({ user: 'alice', session: { current: true } })
  const sessions = [{ current: true, device: { name: 'Firefox' } }]
  expect((await first.get('/sessions')).body).toMatchObject({ sessions })

  const waiting = await login(second)
  expect(waiting.status).toBe(202)
  const { id, code } = waiting.body.challenge
  expect((await first.send('POST', `/sessions/challenges/${id}/answer`, { code })).body).toEqual({
    status: 'approved',
  })
  expect(await second.send('POST', '/sessions/pending/redeem')).toMatchObject({ status: 201 })
  expect(await login(new Browser(url))).toMatchObject({ status: 409 })

  expect(await first.send('DELETE', '/sessions/current')).toMatchObject({ status: 204 })
  expect(await first.get('/me')).toMatchObject({ status: 401 })
}

function login(browser: Browser, password = 'correct horse') {
  return browser.send('POST', '/login', { user: 'alice', password })
}
