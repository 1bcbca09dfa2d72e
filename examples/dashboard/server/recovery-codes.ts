/** Answers that one waiting login takes, however many codes were mailed for it. */
export const MAX_RECOVERY_ANSWERS = 5

/** The hashes of the codes that were mailed: in the database of the sessions, so that any process may be asked. */
export interface RecoveryCodes {
  /** Keeps a waiting login's code in the place of an earlier one; the answers that were given stay counted. */
  put(challengeId: string, codeHash: string, expiresAt: number): Promise<void>
  /** Counts an answer and then says what it is compared with: null when there is no code, or no answer left. */
  countAnswer(challengeId: string): Promise<{ readonly codeHash: string; readonly answers: number } | null>
}

export function memoryRecoveryCodes(): RecoveryCodes {
  const codes = new Map<string, { codeHash: string; answers: number; expiresAt: number }>()
  return {
    async put(challengeId, codeHash, expiresAt) {
      for (const [id, code] of codes) if (code.expiresAt < Date.now()) codes.delete(id)
      codes.set(challengeId, { codeHash, answers: codes.get(challengeId)?.answers ?? 0, expiresAt })
    },
    async countAnswer(challengeId) {
      const code = codes.get(challengeId)
      if (code === undefined || code.answers >= MAX_RECOVERY_ANSWERS) return null
      code.answers += 1
      return { ...code }
    },
  }
}
