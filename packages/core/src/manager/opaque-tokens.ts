import type { TokenFormat } from './token-format.ts'
import { isUserId, MAX_USER_ID_BYTES } from './user-id.ts'

/**
 * Tokens that say nothing to anybody but the store: `user.session.secret`, each part base64url. The default.
 *
 * The user's part finds the record in one step on any store; it is the user id in another spelling, not a secret.
 */
export function opaqueTokens(): TokenFormat {
  return {
    issue: ({ userId, sessionId, secret }) => formatReference(userId, sessionId, secret),
    parse(token) {
      const reference = parseReference(token)
      return reference && { userId: reference.userId, sessionId: reference.id, secret: reference.secret }
    },
  }
}

/** Something that is stored under a user by id, and the secret that goes with it. */
export interface Reference {
  readonly userId: string
  readonly id: string
  readonly secret: string
}

export function formatReference(userId: string, id: string, secret: string): string {
  return `${Buffer.from(userId, 'utf8').toString('base64url')}.${id}.${secret}`
}

const ID_CHARS = 22
const SECRET_CHARS = 43

/** User ids are decoded here: a buffer for each would cost more than the decoding. */
const decoded = Buffer.alloc(MAX_USER_ID_BYTES)

/** The parts of a reference, or null when the text is none. 128 bytes of user id make at most 171 characters. */
export function parseReference(text: string): Reference | null {
  if (!/^[\w-]{1,171}\.[\w-]{22}\.[\w-]{43}$/.test(text)) return null
  const secretAt = text.length - SECRET_CHARS
  const idAt = secretAt - 1 - ID_CHARS
  const userId = decoded.toString('utf8', 0, decoded.write(text.slice(0, idAt - 1), 'base64url'))
  if (!isUserId(userId)) return null
  return { userId, id: text.slice(idAt, secretAt - 1), secret: text.slice(secretAt) }
}
