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
  const { parsedBody } = request
  if (typeof parsedBody === 'string') return parse(parsedBody)
  if (parsedBody instanceof Uint8Array) return parse(new TextDecoder().decode(parsedBody))
  if (parsedBody !== undefined) return parsedBody
  return parse(await readText(request.body))
}

/** The same where there may be no body: `undefined`, then. Body parsers make an empty object of none. */
export async function readOptionalJson(request: HttpRequest): Promise<unknown> {
  if (request.parsedBody !== undefined) {
    return request.header('content-type') === undefined ? undefined : await readJson(request)
  }
  const text = await readText(request.body)
  if (text === '') return undefined
  requireJson(request)
  return parse(text)
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
