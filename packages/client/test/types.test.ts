import type * as client from '@seatkit/client'
import { SeatkitClient } from '@seatkit/client'
import type * as policy from '@seatkit/core'
import type * as http from '@seatkit/core/http'
import { describe, expectTypeOf, it } from 'vitest'

/** Checked by `npm run typecheck`. */
describe('the types', () => {
  it('of the wire are those of the server, without needing its package', () => {
    expectTypeOf<client.Session>().toEqualTypeOf<http.SessionView>()
    expectTypeOf<client.Challenge>().toEqualTypeOf<http.ChallengeView>()
    expectTypeOf<client.Device>().toEqualTypeOf<http.DeviceView>()
    expectTypeOf<client.EndReason>().toEqualTypeOf<policy.EndReason>()
    expectTypeOf<client.ChallengeStatus>().toEqualTypeOf<policy.ChallengeStatus>()
    expectTypeOf<client.ProblemCode>().toEqualTypeOf<http.ProblemCode>()
    expectTypeOf<client.ServerMessage>().toEqualTypeOf<Exclude<http.ServerMessage, http.AnswerMessage>>()
  })

  it('of an event follow from its name', () => {
    const { on } = SeatkitClient.prototype
    type Heard<T extends client.ClientEvent['type']> = Parameters<Parameters<typeof on<T>>[1]>[0]
    expectTypeOf<Heard<'session.ended'>>().toEqualTypeOf<{
      readonly type: 'session.ended'
      readonly session: client.Session
    }>()
    expectTypeOf<Heard<'signed-out'>>().toEqualTypeOf<{
      readonly type: 'signed-out'
      readonly endReason?: client.EndReason
    }>()
    // @ts-expect-error There is no such event.
    expectTypeOf<Heard<'signed-up'>>()
  })

  it('of a state leave nothing to guess', () => {
    expectTypeOf<Extract<client.SessionState, { status: 'signed-out' }>>().not.toHaveProperty('connection')
    expectTypeOf<
      Extract<client.SessionState, { status: 'signed-in' }>['session']
    >().toEqualTypeOf<client.Session>()
    expectTypeOf<
      Extract<client.PendingState, { challenge: unknown }>['challenge']
    >().toEqualTypeOf<client.OwnChallenge>()
  })
})
