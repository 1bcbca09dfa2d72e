import type { HttpRequest } from './http-values.ts'
import { BodyError } from './problem.ts'

/** More than any of our bodies needs. */
const MAX_BODY_BYTES = 4_096
/** Where politeness ends. */
const MAX_DROPPED_BYTES = 4_194_304

/**
 * The JSON of a request's body, whether a body parser has taken it already or not.
 *
 * @throws {BodyError} When it is not declared `application/json`, longer than 4 KiB, or not JSON.
 */
export async function readJson(request: HttpRequest): Promise<unknown> {
  requireJson(request)
  return jsonOf(await takenBody(request))
}

/** The same where there may be no body, or an empty one: `undefined`, then. Some parsers make an empty object of none. */
export async function readOptionalJson(request: HttpRequest): Promise<unknown> {
  const body = await takenBody(request)
  const isEmpty =
    typeof body === 'string' || body instanceof Uint8Array ? body.length === 0 : !isTyped(request)
  if (isEmpty) return undefined
  requireJson(request)
  return jsonOf(body)
}

function isTyped(request: HttpRequest): boolean {
  return request.header('content-type') !== undefined
}

/** What a body parser has made of the body, or else its text. */
async function takenBody({ parsedBody, body }: HttpRequest): Promise<unknown> {
  return parsedBody === undefined ? await readText(body) : parsedBody
}

/** @param body  The text, its bytes, or what a parser has made of it. */
function jsonOf(body: unknown): unknown {
  if (typeof body === 'string') return parse(body)
  return body instanceof Uint8Array ? parse(new TextDecoder().decode(body)) : body
}

function requireJson(request: HttpRequest): void {
  const mediaType = request.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw new BodyError('unsupported-media-type')
}

/**
 * What is too much is read on for a while and dropped: a socket closed in the middle of a body loses the answer too. Who
 * goes on sending after that gets none.
 */
async function readText(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      length += chunk.byteLength
      if (length <= MAX_BODY_BYTES) chunks.push(chunk)
      if (length > MAX_DROPPED_BYTES) break
    }
  } catch {
    // The client went away in the middle.
    throw new BodyError('invalid-request')
  }
  if (length > MAX_BODY_BYTES) throw new BodyError('body-too-large')
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BodyError('invalid-request')
  }
}
