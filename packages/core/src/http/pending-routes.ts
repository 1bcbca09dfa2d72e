import { emptyReply, type HttpReply, jsonReply } from './http-values.ts'
import { isoTime } from './iso-time.ts'
import { readJson } from './json-body.ts'
import { problem } from './problem.ts'
import type { WaitingCall } from './route-call.ts'
import { limitReachedReply, signedInReply } from './sign-in-reply.ts'
import { challengeOver, codeOf, INVALID_CODE, typedCodeReply } from './typed-code.ts'

export async function pending({ sessions, ticket }: WaitingCall): Promise<HttpReply> {
  const state = await sessions.pending(ticket)
  if (state === null) return problem('ticket-required')
  return jsonReply(200, { status: state.status, expiresAt: isoTime(state.expiresAt) })
}

export async function answerPending({ sessions, request, ticket }: WaitingCall): Promise<HttpReply> {
  const code = codeOf(await readJson(request))
  if (code === null) return INVALID_CODE
  const outcome = await sessions.answerPending(ticket, code)
  return outcome.status === 'unknown' ? problem('ticket-required') : typedCodeReply(outcome)
}

export async function redeem({ sessions, context, ticket }: WaitingCall): Promise<HttpReply> {
  const outcome = await sessions.redeem(ticket)
  switch (outcome.status) {
    case 'admitted':
      await context.redeemed(outcome)
      return signedInReply(outcome)
    case 'pending':
      return problem('challenge-pending')
    case 'session-limit-reached':
      return limitReachedReply(outcome)
    case 'over':
      context.clearTicket()
      return challengeOver(outcome)
    case 'unknown':
      return problem('ticket-required')
  }
}

export async function cancel({ sessions, context, ticket }: WaitingCall): Promise<HttpReply> {
  const outcome = await sessions.cancel(ticket)
  context.clearTicket()
  return outcome.status === 'unknown' ? problem('ticket-required') : emptyReply(204)
}
