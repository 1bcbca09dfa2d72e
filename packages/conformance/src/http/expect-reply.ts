import assert from 'node:assert/strict'
import type { ProblemCode } from '@seatkit/core/http'
import type { Reply, ReplyBody } from './device.ts'

/** An answer with this status and a JSON body that nobody may keep. */
export function expectJson(reply: Reply, status: number): ReplyBody {
  assert.equal(reply.status, status, reply.text)
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json\b/)
  assert.equal(reply.headers.get('cache-control'), 'no-store')
  return reply.body
}

/** 200 and this session, from a route of the application's own. */
export function expectOwn(reply: Reply, sessionId: string): void {
  assert.equal(reply.status, 200, reply.text)
  assert.equal(reply.body.id, sessionId)
}

/** 204 and nothing else. */
export function expectEmpty(reply: Reply): void {
  assert.equal(reply.status, 204, reply.text)
  assert.equal(reply.text, '')
  assert.equal(reply.headers.get('cache-control'), 'no-store')
}

/** A problem document (RFC 9457) with this status and stable code, that nobody may keep. */
export function expectProblem(reply: Reply, status: number, code: ProblemCode): ReplyBody {
  assert.equal(reply.status, status, reply.text)
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json\b/)
  assert.equal(reply.headers.get('cache-control'), 'no-store')
  const { type, title, status: told, code: given } = reply.body
  assert.deepEqual({ type, status: told, code: given }, { type: `urn:seatkit:problem:${code}`, status, code })
  assert.ok(title)
  if (status === 401) assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer\b/)
  return reply.body
}

/** When to come back, in whole seconds. */
export function expectRetryAfter(reply: Reply): void {
  assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
}
