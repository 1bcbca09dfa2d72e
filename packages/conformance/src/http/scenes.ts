import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { SessionView } from '@seatkit/core/http'
import { Device, type Reply } from './device.ts'
import { expectJson } from './expect-reply.ts'
import { TRUSTED_DEVICE_USERS } from './http-policy.ts'
import type { HttpTarget } from './http-target.ts'

/** A user of whom nothing is known yet: each case has its own, so that cases may share a server. */
export function newUser(): string {
  return `user-${randomUUID()}`
}

export interface SignedInDevice {
  readonly user: string
  readonly device: Device
  readonly session: SessionView
}

/** A first device, signed in. */
export async function signedInDevice(target: HttpTarget, user: string = newUser()): Promise<SignedInDevice> {
  const device = new Device(target, 'first')
  const { session } = expectJson(await device.login(user), 201)
  assert.ok(session)
  return { user, device, session }
}

export interface WaitingDevice {
  readonly device: Device
  readonly challengeId: string
  readonly code: string
  /** A code of the right form that is not the right one. */
  readonly wrongCode: string
  readonly expiresAt: string
}

/** Another device of a user who is signed in: it shows its code and waits. */
export async function waitingDevice(target: HttpTarget, user: string): Promise<WaitingDevice> {
  const device = new Device(target, 'waiting')
  const { challenge } = expectJson(await device.login(user), 202)
  assert.ok(challenge)
  const { id: challengeId, code, expiresAt } = challenge
  assert.ok(code)
  return { device, challengeId, code, wrongCode: otherThan(code), expiresAt }
}

export interface AskingDevice {
  readonly device: Device
  readonly challengeId: string
}

/** A user with one device signed in, and another one that waits for the code which that one is to show. */
export async function askedForCode(
  target: HttpTarget,
): Promise<{ readonly first: SignedInDevice; readonly waiting: AskingDevice }> {
  const first = await signedInDevice(target, `${TRUSTED_DEVICE_USERS}${randomUUID()}`)
  const device = new Device(target, 'waiting')
  const { challenge } = expectJson(await device.login(first.user), 202)
  assert.ok(challenge)
  return { first, waiting: { device, challengeId: challenge.id } }
}

/** The code that a signed-in device is given to show. */
export async function shownCode({ device }: SignedInDevice, challengeId: string): Promise<string> {
  const { code } = expectJson(await device.ask('POST', `/challenges/${challengeId}/code`), 200)
  assert.match(code ?? '', /^\d{6}$/)
  return code ?? ''
}

/** Types a code on the device that waits. */
export function answerPending({ device }: AskingDevice, code: string): Promise<Reply> {
  return device.ask('POST', '/pending/answer', { json: { code } })
}

/** A code of the right form that is another one. */
export function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000'
}

/** Types a code on a device that is signed in. */
export function answer({ device }: SignedInDevice, challengeId: string, code: string): Promise<Reply> {
  return device.ask('POST', `/challenges/${challengeId}/answer`, { json: { code } })
}

/** A user with one device signed in and one that waits. */
export async function challenged(
  target: HttpTarget,
  user?: string,
): Promise<{ readonly first: SignedInDevice; readonly waiting: WaitingDevice }> {
  const first = await signedInDevice(target, user)
  return { first, waiting: await waitingDevice(target, first.user) }
}

/** A user with one device signed in, and one that was approved and has not fetched its session yet. */
export async function approved(
  target: HttpTarget,
  user?: string,
): Promise<{ readonly first: SignedInDevice; readonly waiting: WaitingDevice }> {
  const scene = await challenged(target, user)
  expectJson(await answer(scene.first, scene.waiting.challengeId, scene.waiting.code), 200)
  return scene
}

/** A user with both seats taken. */
export async function twoDevices(
  target: HttpTarget,
  user?: string,
): Promise<{ readonly first: SignedInDevice; readonly second: SignedInDevice }> {
  const { first, waiting } = await approved(target, user)
  const { session } = expectJson(await waiting.device.ask('POST', '/pending/redeem'), 201)
  assert.ok(session)
  return { first, second: { user: first.user, device: waiting.device, session } }
}
