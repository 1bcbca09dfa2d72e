import type { Requirement } from './proof.ts'
import { APPROVAL } from './requirements/approval.ts'
import { BROWSER_AND_WEBSOCKET } from './requirements/browser-and-websocket.ts'
import { LIMIT_AND_LIFETIME } from './requirements/limit-and-lifetime.ts'
import { OPERATIONS } from './requirements/operations.ts'
import { TOKENS_AND_KEYS } from './requirements/tokens-and-keys.ts'

/** The requirements in parts, by number. Wherever an answer changes, so does `docs/security-checklist.md`. */
export const PARTS: readonly (readonly [title: string, requirements: readonly Requirement[]])[] = [
  ['Limit and lifetime', LIMIT_AND_LIFETIME],
  ['Tokens, cookies and keys', TOKENS_AND_KEYS],
  ['Approval', APPROVAL],
  ['Browsers and WebSockets', BROWSER_AND_WEBSOCKET],
  ['Errors, logs and operation', OPERATIONS],
]

export const REQUIREMENTS: readonly Requirement[] = PARTS.flatMap(([, requirements]) => requirements)
