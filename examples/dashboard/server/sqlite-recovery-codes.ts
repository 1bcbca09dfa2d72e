import type { DatabaseSync } from 'node:sqlite'
import { MAX_RECOVERY_ANSWERS, type RecoveryCodes } from './recovery-codes.ts'
import { unlessBusy } from './unless-busy.ts'

export function sqliteRecoveryCodes(database: DatabaseSync): RecoveryCodes {
  database.exec(`
    CREATE TABLE IF NOT EXISTS recovery_codes (
      challenge_id  TEXT    NOT NULL PRIMARY KEY,
      code_hash     TEXT    NOT NULL,
      answers       INTEGER NOT NULL,
      expires_at    INTEGER NOT NULL
    ) STRICT
  `)
  const drop = database.prepare('DELETE FROM recovery_codes WHERE expires_at < ?')
  const put = database.prepare(`
    INSERT INTO recovery_codes (challenge_id, code_hash, answers, expires_at) VALUES (?, ?, 0, ?)
    ON CONFLICT (challenge_id) DO UPDATE SET code_hash = excluded.code_hash`)
  const count = database.prepare(`
    UPDATE recovery_codes SET answers = answers + 1 WHERE challenge_id = ? AND answers < ?
    RETURNING code_hash AS codeHash, answers`)
  return {
    async put(challengeId, codeHash, expiresAt) {
      unlessBusy(() => {
        drop.run(Date.now())
        put.run(challengeId, codeHash, expiresAt)
      })
    },
    async countAnswer(challengeId) {
      const found = unlessBusy(() => count.get(challengeId, MAX_RECOVERY_ANSWERS))
      return (found as { codeHash: string; answers: number } | undefined) ?? null
    },
  }
}
