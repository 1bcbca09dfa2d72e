import { memoryStore, SessionManager, type SessionStore, StoreUnavailableError } from '@seatkit/core'
import { expect, it } from 'vitest'
import { SECRET } from '../manager/setup.ts'
import { type Answered, Browser } from './browser.ts'

type Moment = 'before it happens' | 'after it happened'

/** A store whose n-th call fails: before anything happens, or after, when only the answer is lost. */
function storeFailingAt(n: number, moment: Moment): { readonly store: SessionStore; failed(): boolean } {
  const store = memoryStore()
  let calls = 0
  const call = async <T>(action: () => Promise<T>): Promise<T> => {
    calls++
    if (calls === n && moment === 'before it happens') throw new StoreUnavailableError()
    const answer = await action()
    if (calls === n) throw new StoreUnavailableError()
    return answer
  }
  return {
    failed: () => calls >= n,
    store: {
      touch: (...args) => call(() => store.touch(...args)),
      find: (...args) => call(() => store.find(...args)),
      read: (...args) => call(() => store.read(...args)),
      update: (...args) => call(() => store.update(...args)),
      history: (...args) => call(() => store.history(...args)),
      audit: (...args) => call(() => store.audit(...args)),
      expired: (limit) => store.expired(limit),
      purge: (limit) => store.purge(limit),
      forget: (...args) => call(() => store.forget(...args)),
    },
  }
}

type Ask = (who: 'first' | 'second', method: string, path: string, json?: unknown) => Promise<Answered>

/** Everything that two browsers of Alice can ask for; the last one then signs Bob in. */
async function story(ask: Ask): Promise<void> {
  const bodyOf = async (answered: Promise<Answered>) => JSON.parse((await answered).reply.body ?? '')
  await ask('first', 'POST', '/login/alice')
  const { challenge: denied } = await bodyOf(ask('second', 'POST', '/login/alice'))
  await ask('first', 'POST', `/challenges/${denied.id}/deny`)
  await ask('second', 'GET', '/pending')
  await ask('second', 'DELETE', '/pending')
  const { challenge } = await bodyOf(ask('second', 'POST', '/login/alice'))
  await ask('first', 'GET', '/challenges')
  const wrong = challenge.code === '000000' ? '000001' : '000000'
  await ask('first', 'POST', `/challenges/${challenge.id}/answer`, { code: wrong })
  await ask('first', 'POST', `/challenges/${challenge.id}/answer`, { code: challenge.code })
  await ask('second', 'POST', '/pending/redeem')
  for (const path of ['/', '/current', '/history']) await ask('second', 'GET', path)
  await ask('first', 'DELETE', '/others')
  await ask('second', 'GET', '/current')
  await ask('first', 'POST', '/login/bob')
  await ask('first', 'DELETE', '/current')
}

const STATUSES = [
  ...[201, 202, 200, 200, 204, 202, 200, 422, 200, 201],
  ...[200, 200, 200, 200, 401, 201, 204],
]

interface Told {
  /** Every answer, and the session cookie that the browser held before and after it. */
  readonly answers: readonly (Answered & Record<'before' | 'after', string | undefined>)[]
  /** Whether the story is so long that the n-th call was reached. */
  readonly failed: boolean
}

/** Tells the story on a store that fails once; what is answered 503 is asked for again, as the client was told to do. */
async function tell(n: number, moment: Moment): Promise<Told> {
  const { store, failed } = storeFailingAt(n, moment)
  const sessions = new SessionManager({ store, secret: SECRET, sweepInterval: 'never' })
  const browsers = { first: new Browser('first'), second: new Browser('second') }
  const answers: Told['answers'][number][] = []
  const ask: Ask = async (who, ...asked) => {
    const { cookies } = browsers[who]
    const before = cookies.get(COOKIE)
    const answered = await browsers[who].send(sessions, ...asked)
    answers.push({ ...answered, before, after: cookies.get(COOKIE) })
    return answered.reply.status === 503 ? ask(who, ...asked) : answered
  }
  await story(ask)
  return { answers, failed: failed() }
}

const COOKIE = '__Host-seatkit'

/** One 503 with Retry-After, that sets no session or ticket and takes none away. */
function expectOneRefusal(answers: Told['answers']): void {
  const [refused, ...more] = answers.filter(({ reply }) => reply.status >= 500)
  expect(more).toEqual([])
  expect(refused?.reply).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(refused?.after).toBe(refused?.before)
  expect(refused?.cookies.filter((line) => !line.startsWith('__Host-seatkit-device='))).toEqual([])
}

function statusesOf(answers: Told['answers']): readonly number[] {
  return answers.map(({ reply }) => reply.status)
}

it('tells its story when nothing fails', async () => {
  const { answers, failed } = await tell(1_000, 'before it happens')
  expect(failed).toBe(false)
  expect(statusesOf(answers)).toEqual(STATUSES)
})

it('G8 whichever call fails: 503, no credential, nothing half-written, and the same story when asked again', async () => {
  let n = 0
  const unaffected: number[] = []
  for (
    let told = await tell(++n, 'before it happens');
    told.failed;
    told = await tell(++n, 'before it happens')
  ) {
    expect(statusesOf(told.answers).filter((status) => status !== 503)).toEqual(STATUSES)
    if (told.answers.length > STATUSES.length) expectOneRefusal(told.answers)
    else unaffected.push(n)
  }
  expect(n).toBeGreaterThan(25)
  // Bob's login, which needs nothing of the session that the browser held before.
  expect(unaffected).toHaveLength(1)
})

it('G8 whichever answer is lost: 503, no credential, and the story goes on', async () => {
  let n = 0
  for (
    let told = await tell(++n, 'after it happened');
    told.failed;
    told = await tell(++n, 'after it happened')
  ) {
    if (told.answers.length > STATUSES.length) expectOneRefusal(told.answers)
    else expect(statusesOf(told.answers)).toEqual(STATUSES)
  }
  expect(n).toBeGreaterThan(25)
})
