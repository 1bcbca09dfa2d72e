import { CHALLENGE_COLUMNS, type ChallengeRow } from './challenge-row.ts'
import { SESSION_COLUMNS, type SessionRow } from './session-row.ts'
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts'

/** A prepared statement whose rows are known. The tables are STRICT, so the columns hold the types they declare. */
export interface Query<Row> {
  get(...values: SqliteValue[]): Row | undefined
  all(...values: SqliteValue[]): Row[]
}

export interface UserRow {
  readonly user_id: string
}

export interface WrongAnswersRow {
  readonly count: number
  readonly last_at: number
}

export interface PromptsRow {
  readonly count: number
  readonly last_at: number
  readonly muted_until: number
}

export interface EventRow {
  readonly id: number
  readonly committed_at: number
  readonly event: string
}

/** Every statement of the store, prepared once; with each, the values it takes. */
export interface Queries {
  /** user, id */
  readonly session: Query<SessionRow>
  /** now, user, id, credential hash */
  readonly recordActivity: SqliteStatement
  /** user, user, ended after, how many of those */
  readonly recentSessions: Query<SessionRow>
  /** user, user, closed after, how many of those */
  readonly recentChallenges: Query<ChallengeRow>
  /** user */
  readonly wrongAnswers: Query<WrongAnswersRow>
  /** user */
  readonly prompts: Query<PromptsRow>

  /** user, session */
  readonly insertSession: SqliteStatement
  /** session without its id, user, id */
  readonly updateSession: SqliteStatement
  /** user, challenge */
  readonly insertChallenge: SqliteStatement
  /** challenge without its id, user, id */
  readonly updateChallenge: SqliteStatement
  /** user, closed until */
  readonly dropOldChallenges: SqliteStatement
  /** user, count, last at */
  readonly putWrongAnswers: SqliteStatement
  /** user, count, last at, muted until */
  readonly putPrompts: SqliteStatement
  /** user, committed at, event */
  readonly insertEvent: SqliteStatement

  /** user, created at, id, limit */
  readonly history: Query<SessionRow>
  /** user, committed at, id, limit */
  readonly audit: Query<EventRow>
  /** now, now, limit */
  readonly expired: Query<UserRow>

  /** until, limit */
  readonly purgeSessions: SqliteStatement
  /** until, limit */
  readonly purgeEvents: SqliteStatement
  /** closed until, limit */
  readonly purgeChallenges: SqliteStatement
  /** until, limit */
  readonly purgeWrongAnswers: SqliteStatement
  /** until, limit */
  readonly purgePrompts: SqliteStatement

  /** user */
  readonly forget: readonly SqliteStatement[]
}

export function prepareQueries(database: SqliteDatabase): Queries {
  const write = (sql: string): SqliteStatement => database.prepare(sql)
  const query = <Row>(sql: string): Query<Row> => database.prepare(sql) as Query<Row>
  const sessions = (sql: string): Query<SessionRow> => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement as Query<SessionRow>
  }
  return {
    session: sessions(`SELECT ${SESSION_COLUMNS} FROM seatkit_sessions WHERE user_id = ? AND id = ?`),
    recordActivity: write(`
      UPDATE seatkit_sessions SET last_active_at = max(last_active_at, ?)
      WHERE user_id = ? AND id = ? AND credential_hash = ? AND ended_at IS NULL`),
    recentSessions: sessions(`
      SELECT ${SESSION_COLUMNS} FROM seatkit_sessions WHERE user_id = ? AND ended_at IS NULL
      UNION ALL
      SELECT * FROM (
        SELECT ${SESSION_COLUMNS} FROM seatkit_sessions WHERE user_id = ? AND ended_at > ?
        ORDER BY ended_at DESC LIMIT ?)
      ORDER BY created_at, id`),
    recentChallenges: query(`
      SELECT ${CHALLENGE_COLUMNS} FROM seatkit_challenges WHERE user_id = ? AND over_at IS NULL
      UNION ALL
      SELECT * FROM (
        SELECT ${CHALLENGE_COLUMNS} FROM seatkit_challenges WHERE user_id = ? AND over_at > ?
        ORDER BY over_at DESC LIMIT ?)
      ORDER BY created_at, id`),
    wrongAnswers: query('SELECT count, last_at FROM seatkit_wrong_answers WHERE user_id = ?'),
    prompts: query('SELECT count, last_at, muted_until FROM seatkit_prompts WHERE user_id = ?'),

    insertSession: write(`
      INSERT INTO seatkit_sessions (user_id, ${SESSION_COLUMNS}) VALUES (${placeholders(16)})
      ON CONFLICT DO NOTHING`),
    updateSession: write(`
      UPDATE seatkit_sessions SET credential_hash = ?, device_id = ?, user_agent = ?, ip = ?, created_at = ?,
        authenticated_at = ?, last_active_at = max(last_active_at, ?), idle_timeout_ms = ?, expires_at = ?,
        ended_at = ?, end_reason = ?, ended_by = ?, previous_hash = ?, previous_expires_at = ?
      WHERE user_id = ? AND id = ? AND ended_at IS NULL`),
    insertChallenge: write(`
      INSERT INTO seatkit_challenges (user_id, ${CHALLENGE_COLUMNS}) VALUES (${placeholders(19)})
      ON CONFLICT DO NOTHING`),
    updateChallenge: write(`
      UPDATE seatkit_challenges SET status = ?, ticket_hash = ?, code_shown_on = ?, code_hash = ?, code_shown_by = ?,
        prompt = ?, device_id = ?, user_agent = ?, ip = ?, created_at = ?, expires_at = ?, wrong_answers = ?,
        idle_timeout_ms = ?, absolute_timeout_ms = ?, approved_by = ?, session_id = ?, closed_at = ?
      WHERE user_id = ? AND id = ?`),
    dropOldChallenges: write('DELETE FROM seatkit_challenges WHERE user_id = ? AND over_at <= ?'),
    putWrongAnswers: write('REPLACE INTO seatkit_wrong_answers (user_id, count, last_at) VALUES (?, ?, ?)'),
    putPrompts: write(
      'REPLACE INTO seatkit_prompts (user_id, count, last_at, muted_until) VALUES (?, ?, ?, ?)',
    ),
    insertEvent: write('INSERT INTO seatkit_events (user_id, committed_at, event) VALUES (?, ?, ?)'),

    history: sessions(`
      SELECT ${SESSION_COLUMNS} FROM seatkit_sessions WHERE user_id = ? AND (created_at, id) < (?, ?)
      ORDER BY created_at DESC, id DESC LIMIT ?`),
    audit: query(`
      SELECT id, committed_at, event FROM seatkit_events WHERE user_id = ? AND (committed_at, id) < (?, ?)
      ORDER BY committed_at DESC, id DESC LIMIT ?`),
    expired: query(`
      SELECT DISTINCT user_id FROM (
        SELECT user_id FROM seatkit_sessions WHERE ended_at IS NULL AND deadline_at <= ?
        UNION ALL
        SELECT user_id FROM seatkit_challenges WHERE over_at IS NULL AND expires_at <= ?)
      LIMIT ?`),

    purgeSessions: write(`
      DELETE FROM seatkit_sessions WHERE (user_id, id) IN (
        SELECT user_id, id FROM seatkit_sessions WHERE ended_at <= ? ORDER BY ended_at LIMIT ?)`),
    purgeEvents: write(`
      DELETE FROM seatkit_events WHERE id IN (
        SELECT id FROM seatkit_events WHERE committed_at <= ? ORDER BY committed_at LIMIT ?)`),
    purgeChallenges: write(`
      DELETE FROM seatkit_challenges WHERE (user_id, id) IN (
        SELECT user_id, id FROM seatkit_challenges WHERE over_at <= ? ORDER BY over_at LIMIT ?)`),
    purgeWrongAnswers: write(`
      DELETE FROM seatkit_wrong_answers WHERE user_id IN (
        SELECT user_id FROM seatkit_wrong_answers AS stale WHERE last_at <= ?
          AND NOT EXISTS (SELECT 1 FROM seatkit_sessions WHERE user_id = stale.user_id)
          AND NOT EXISTS (SELECT 1 FROM seatkit_challenges WHERE user_id = stale.user_id)
          AND NOT EXISTS (SELECT 1 FROM seatkit_events WHERE user_id = stale.user_id)
        LIMIT ?)`),
    purgePrompts: write(`
      DELETE FROM seatkit_prompts WHERE user_id IN (
        SELECT user_id FROM seatkit_prompts AS stale WHERE last_at <= ?
          AND NOT EXISTS (SELECT 1 FROM seatkit_sessions WHERE user_id = stale.user_id)
          AND NOT EXISTS (SELECT 1 FROM seatkit_challenges WHERE user_id = stale.user_id)
          AND NOT EXISTS (SELECT 1 FROM seatkit_events WHERE user_id = stale.user_id)
        LIMIT ?)`),

    forget: [
      write('DELETE FROM seatkit_sessions WHERE user_id = ?'),
      write('DELETE FROM seatkit_challenges WHERE user_id = ?'),
      write('DELETE FROM seatkit_wrong_answers WHERE user_id = ?'),
      write('DELETE FROM seatkit_prompts WHERE user_id = ?'),
      write('DELETE FROM seatkit_events WHERE user_id = ?'),
    ],
  }
}

function placeholders(count: number): string {
  return Array(count).fill('?').join(', ')
}
