import { expect, it } from 'vitest'
import { firstAndSecond, firstAndWaiting, setup } from './setup.ts'

const RECOVERY = { by: 'recovery', evidence: 'e-mail code' } as const

it('lets a waiting login in, and keeps the evidence in the audit trail', async () => {
  const { sessions } = setup()
  const { waiting } = await firstAndWaiting(sessions)
  expect(await sessions.approve('alice', waiting.challenge.id, RECOVERY)).toMatchObject({
    status: 'approved',
  })
  expect((await sessions.redeem(waiting.ticket)).status).toBe('admitted')
  const { items } = await sessions.audit('alice', { limit: 100 })
  expect(
    items.find((event) => event.type === 'challenge.closed' && event.status === 'approved'),
  ).toMatchObject(RECOVERY)
})

it('cleans and cuts the evidence, and asks for some', async () => {
  const { sessions, events } = setup()
  const { waiting } = await firstAndWaiting(sessions)
  for (const evidence of ['', '  ', '\u0007\n']) {
    await expect(
      sessions.approve('alice', waiting.challenge.id, { by: 'recovery', evidence }),
    ).rejects.toThrow("evidence: say in a few words what was checked, such as 'e-mail code'")
  }
  const evidence = `TOTP\r\n\u202E${'!'.repeat(100)}`
  await sessions.approve('alice', waiting.challenge.id, { by: 'recovery', evidence })
  expect(events.at(-1)).toMatchObject({ evidence: `TOTP${'!'.repeat(57)}` })
})

it("G1 makes no seat, and knows nobody else's logins", async () => {
  const { sessions } = setup()
  const { waiting } = await firstAndWaiting(sessions)
  const { id } = waiting.challenge
  expect(await sessions.approve('bob', id, RECOVERY)).toEqual({ status: 'unknown' })
  await sessions.cancel(waiting.ticket)
  expect(await sessions.approve('alice', id, RECOVERY)).toEqual({
    status: 'over',
    challengeStatus: 'cancelled',
  })
  const full = setup().sessions
  await firstAndSecond(full)
  expect(await full.approve('alice', id, RECOVERY)).toEqual({ status: 'unknown' })
})

it('G4 an approval by recovery is taken back by everybody out', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  await sessions.approve('alice', waiting.challenge.id, RECOVERY)
  await sessions.endOthers(first.session)
  expect(await sessions.redeem(waiting.ticket)).toEqual({ status: 'over', challengeStatus: 'denied' })
})
