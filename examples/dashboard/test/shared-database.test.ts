import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Dashboard } from './support/dashboard.ts'
import { type Database, startDatabase } from './support/database.ts'
import { somebody } from './support/device.ts'
import { Frames } from './support/frames.ts'
import { Visitor } from './support/visitor.ts'

describe.each(['redis', 'postgres'] as const)('two processes on one %s', (STORE) => {
  let database: Database
  let here: Dashboard
  let there: Dashboard

  beforeAll(async () => {
    database = await startDatabase(STORE)
    here = await Dashboard.start(database.env)
    there = await Dashboard.start(database.env, here.dataDir)
  })

  afterAll(async () => {
    expect(await there?.stop()).toBe(0)
    expect(await here?.stop()).toBe(0)
    await database?.[Symbol.asyncDispose]()
  })

  it('prompts the first device in one for a login in the other, and refuses in one what ended in the other', async () => {
    const person = somebody()
    const [first, second] = [new Visitor(here.url), new Visitor(there.url)]
    await first.post('/signup', person)
    expect((await first.post('/login', person)).status).toBe(201)
    const frames = new Frames(first)
    expect(await frames.next('hello')).toMatchObject({ challenges: [] })

    const waiting = await second.post('/login', person)
    expect(waiting.status).toBe(202)
    const { challenge } = (await waiting.json()) as { challenge: { id: string; code: string } }
    expect(await frames.next('challenge.created')).toMatchObject({ challenge: { id: challenge.id } })
    const answered = await first.post(`/sessions/challenges/${challenge.id}/answer`, { code: challenge.code })
    expect(answered.status).toBe(200)
    const redeemed = await second.post('/sessions/pending/redeem')
    expect(redeemed.status).toBe(201)
    expect(await frames.next('session.started')).toMatchObject({ session: { current: false } })

    const ended = await second.send('DELETE', '/sessions/others')
    expect(ended.status).toBe(200)
    const refused = await first.send('GET', '/sessions/current')
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({ endReason: 'revoked' })
    expect(await frames.next('session.ended')).toMatchObject({ session: { current: true } })
    expect(await frames.closed).toBe(4401)
  })

  it('lets in by a mailed code, whichever process is asked, and takes five answers however many codes were mailed', async () => {
    const person = somebody()
    await new Visitor(here.url).post('/signup', person)
    await new Visitor(here.url).post('/login', person)
    const second = new Visitor(here.url)
    const elsewhere = new Visitor(there.url, second)
    expect((await second.post('/login', person)).status).toBe(202)
    const codes: string[] = []
    for (let wrong = 0; wrong < 4; wrong++) {
      expect((await second.post('/recovery')).status).toBe(202)
      codes.push([...here.output.matchAll(/your recovery code is (\d{8})$/gm)].at(-1)?.[1] ?? '')
      const typed = wrong === 0 || codes[0] === codes.at(-1) ? 'xxxxxxxx' : (codes[0] ?? '')
      const reply = await elsewhere.post('/recovery/confirm', { code: typed })
      expect(reply.status).toBe(typed === 'xxxxxxxx' ? 400 : 422)
    }
    const code = codes.at(-1) ?? ''
    expect((await elsewhere.post('/recovery/confirm', { code })).status).toBe(200)
    expect((await elsewhere.post('/sessions/pending/redeem')).status).toBe(201)
    expect((await second.post('/recovery')).status).toBe(401)
  })

  it('G1 lets in no more than the limit when logins race over both', async () => {
    const person = somebody()
    await new Visitor(here.url).post('/signup', person)
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) => new Visitor(i % 2 ? here.url : there.url).post('/login', person)),
    )
    const statuses = replies.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.every((status) => [201, 202, 429].includes(status))).toBe(true)
  })
})
