import type { Session } from '../policy/index.ts'
import type { SignedIn } from './outcomes.ts'
import type { TokenFormat } from './token-format.ts'

/** The token of a session that has just been given this secret, beside the session itself. */
export async function issueToken(
  tokens: TokenFormat,
  { session, ended }: { readonly session: Session; readonly ended: readonly Session[] },
  secret: string,
): Promise<SignedIn> {
  const { userId, id: sessionId, expiresAt, lastActiveAt: issuedAt } = session
  const token = await tokens.issue({ userId, sessionId, secret }, { issuedAt, expiresAt })
  return { status: 'admitted', session, token, ended }
}
