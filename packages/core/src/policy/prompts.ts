/**
 * The prompts that a user was shown since the last approval, and until when there are none. Who logs in again and again
 * must not be able to wear anybody down (OWASP ASVS 6.6.4, NIST SP 800-63B §3.2.2: limit pushes since the last success).
 */
export interface Prompts {
  readonly count: number
  readonly lastAt: number
  /** Set when somebody says of a waiting login that it is not theirs. */
  readonly mutedUntil: number
}

export const NO_PROMPTS: Prompts = { count: 0, lastAt: 0, mutedUntil: 0 }

/** So long without a prompt, and they are counted anew. */
const PAUSE_MS = 600_000
const MUTE_MS = 3_600_000

/**
 * The instant from which the next login prompts. Those that follow each other within 10 minutes are counted together, so
 * no 10 minutes have more than `maxPrompts`.
 */
export function promptsAllowedAt({ count, lastAt, mutedUntil }: Prompts, maxPrompts: number): number {
  return Math.max(mutedUntil, count < maxPrompts ? 0 : lastAt + PAUSE_MS)
}

export function withPrompt(prompts: Prompts, now: number): Prompts {
  const count = now < prompts.lastAt + PAUSE_MS ? prompts.count + 1 : 1
  return { ...prompts, count, lastAt: now }
}

/** No prompts for an hour. */
export function muted(prompts: Prompts, now: number): Prompts {
  return { ...prompts, mutedUntil: now + MUTE_MS }
}
