import { type HttpReply, jsonReply } from './http-values.ts'
import { isoTime } from './iso-time.ts'
import { readJson, readOptionalJson } from './json-body.ts'
import { problem } from './problem.ts'
import type { SignedInCall } from './route-call.ts'
import { viewChallenge } from './session-view.ts'
import { challengeOver, codeOf, INVALID_CODE, typedCodeReply } from './typed-code.ts'

export async function challenges({ sessions, session }: SignedInCall): Promise<HttpReply> {
  const waitingLogins = await sessions.challenges(session)
  return jsonReply(200, { challenges: waitingLogins.map(viewChallenge) })
}

export async function answer({ sessions, context, request, session, id }: SignedInCall): Promise<HttpReply> {
  const code = codeOf(await readJson(request))
  if (code === null) return INVALID_CODE
  const outcome = await sessions.answer(session, id, code)
  if (outcome.status === 'unknown') return problem('not-found')
  if (outcome.status === 'session-required') return context.sessionRequired()
  return typedCodeReply(outcome, session.id)
}

/** The code goes to the device that shows it, in this one answer. */
export async function showCode({ sessions, context, session, id }: SignedInCall): Promise<HttpReply> {
  const outcome = await sessions.showCode(session, id)
  switch (outcome.status) {
    case 'shown':
      return jsonReply(200, { code: outcome.code, expiresAt: isoTime(outcome.expiresAt) })
    case 'over':
      return challengeOver(outcome)
    case 'wrong-direction':
      return problem('wrong-direction')
    case 'unknown':
      return problem('not-found')
    case 'session-required':
      return context.sessionRequired()
  }
}

export async function deny({ sessions, context, request, session, id }: SignedInCall): Promise<HttpReply> {
  const report = reportOf(await readOptionalJson(request))
  if (report === null) return problem('invalid-request', { detail: 'report is true or false' })
  const outcome = await sessions.deny(session, id, { report })
  switch (outcome.status) {
    case 'denied':
      return jsonReply(200, { status: 'denied' })
    case 'over':
      return challengeOver(outcome)
    case 'unknown':
      return problem('not-found')
    case 'session-required':
      return context.sessionRequired()
  }
}

/** Without a body, a refusal is no report. */
function reportOf(body: unknown): boolean | null {
  if (body === undefined) return false
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const report = 'report' in body ? body.report : false
  return typeof report === 'boolean' ? report : null
}
