import { commitStatements, type Part } from './commit-statement.ts'
import type { Statement } from './connection.ts'
import { SESSION_COLUMNS } from './session-row.ts'
import { DEADLINE, isActive, isDue, isOwn, limitsLocks, mayRead, NOW } from './sql-parts.ts'

const SESSION = SESSION_COLUMNS.join(', ')

/** Every statement of the store; with each, the values it takes. */
export interface Statements {
  /** user, id, credential hash, touch interval, lock timeout */
  readonly touch: Statement
  /** The same, quicker where activity is due, and slower where it is not. */
  readonly touchDue: Statement
  /** user, id */
  readonly find: Statement
  /** user, milliseconds and count of what ended lately */
  readonly read: Statement
  /** The same, and the version that a change decided on it will have. */
  readonly readToChange: Statement
  /** For a change of these parts; the user's first. */
  readonly commit: (parts: readonly Part[]) => Statement
  /** user, versions */
  readonly committed: Statement
  /** user, created at, id, limit */
  readonly history: Statement
  /** user, version, ordinal, limit */
  readonly audit: Statement
  /** limit */
  readonly postpone: Statement
  /** limit */
  readonly expired: Statement
  /** retention, limit */
  readonly purgeSessions: Statement
  /** retention, limit */
  readonly purgeEvents: Statement
  /** how long ago, limit */
  readonly purgeChallenges: Statement
  /** retention, users */
  readonly purgeUsers: Statement
  /** user, lock timeout */
  readonly forget: Statement
}

type FixedStatements = Omit<Statements, 'commit'>

export function statementsFor(schema: string): Statements {
  // Several stores may share a pool, and a name stands for one text on each of its connections.
  const texts = textsFor(schema)
  const named = Object.entries(texts).map(([name, text]) => [name, { name: `${schema}.${name}`, text }])
  return { ...(Object.fromEntries(named) as FixedStatements), commit: commitStatements(schema) }
}

function textsFor(schema: string): Record<keyof FixedStatements, string> {
  const users = `${schema}.users`
  const sessions = `${schema}.sessions`
  const challenges = `${schema}.challenges`
  const events = `${schema}.events`

  return {
    touch: `
      SELECT CASE WHEN ${isOwn('$3')} AND ${isDue('clock.now', '$4::bigint')}
        THEN ${schema}.touch_session($1, $2, $3, $4, $5) ELSE json_build_array(clock.now, ${SESSION}) END::text AS row
      FROM (SELECT ${NOW} AS now) AS clock, ${sessions}
      WHERE user_id = $1 AND id = $2 AND ${mayRead('$3', 'clock.now')} AND ${isActive('clock.now')}`,
    touchDue: `SELECT ${schema}.touch_session($1, $2, $3, $4, $5)::text AS row`,
    find: `
      SELECT json_build_array(${NOW}, ${SESSION})::text AS row FROM ${sessions} WHERE user_id = $1 AND id = $2`,
    read: `SELECT ${schema}.read_user($1, NULL, $2, $3)::text AS row`,
    readToChange: `SELECT ${schema}.read_user($1, nextval('${schema}.versions'), $2, $3)::text AS row`,
    committed: `
      SELECT to_json(version)::text AS row FROM ${users} WHERE user_id = $1 AND version = ANY ($2::bigint[])
      UNION
      SELECT to_json(version)::text FROM ${events} WHERE user_id = $1 AND version = ANY ($2::bigint[])`,

    history: `
      SELECT json_build_object('now', ${NOW}, 'rows', (SELECT json_agg(s) FROM (
        SELECT * FROM (
          SELECT ${SESSION} FROM ${sessions}
          WHERE user_id = $1 AND ended_at IS NULL AND (created_at, id) < ($2::bigint, $3)
          UNION ALL
          (SELECT ${SESSION} FROM ${sessions}
           WHERE user_id = $1 AND ended_at IS NOT NULL AND (created_at, id) < ($2::bigint, $3)
           ORDER BY created_at DESC, id DESC LIMIT $4)
        ) AS logins ORDER BY created_at DESC, id DESC LIMIT $4) AS s))::text AS row`,
    audit: `
      SELECT json_build_object('now', ${NOW}, 'rows', (SELECT json_agg(e) FROM (
        SELECT version, ordinal, event FROM ${events}
        WHERE user_id = $1 AND (version, ordinal) < ($2::bigint, $3::integer)
        ORDER BY version DESC, ordinal DESC LIMIT $4) AS e))::text AS row`,

    postpone: `
      WITH used AS (
        SELECT user_id, id FROM ${sessions}, (SELECT ${NOW} AS now) AS clock
        WHERE ended_at IS NULL AND due_at <= clock.now AND ${DEADLINE} > clock.now
        ORDER BY due_at LIMIT $1 FOR UPDATE OF sessions SKIP LOCKED
      )
      UPDATE ${sessions} AS s SET due_at = ${DEADLINE} FROM used WHERE s.user_id = used.user_id AND s.id = used.id
      RETURNING to_json(s.id)::text AS row`,
    expired: `
      SELECT to_json(user_id)::text AS row FROM (
        SELECT user_id FROM ${sessions}, (SELECT ${NOW} AS now) AS clock
        WHERE ended_at IS NULL AND due_at <= clock.now AND ${DEADLINE} <= clock.now
        UNION
        SELECT user_id FROM ${challenges}, (SELECT ${NOW} AS now) AS clock
        WHERE over_at IS NULL AND expires_at <= clock.now
      ) AS due LIMIT $1`,

    purgeSessions: `
      DELETE FROM ${sessions} WHERE (user_id, id) IN (
        SELECT user_id, id FROM ${sessions} WHERE ended_at <= ${NOW} - $1::bigint
        ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING to_json(user_id)::text AS row`,
    purgeEvents: `
      DELETE FROM ${events} WHERE (user_id, version, ordinal) IN (
        SELECT user_id, version, ordinal FROM ${events} WHERE committed_at <= ${NOW} - $1::bigint
        LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING to_json(user_id)::text AS row`,
    purgeChallenges: `
      DELETE FROM ${challenges} WHERE (user_id, id) IN (
        SELECT user_id, id FROM ${challenges} WHERE over_at <= ${NOW} - $1::bigint
        ORDER BY over_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING to_json(user_id)::text AS row`,
    // Its version says that the user is still the one of whom nothing was found: a login may come in between.
    purgeUsers: `
      DELETE FROM ${users} AS u USING (
        SELECT user_id, version FROM ${users}
        WHERE user_id = ANY ($2) AND coalesce(greatest(last_wrong_at, last_prompt_at), 0) <= ${NOW} - $1::bigint
          AND NOT EXISTS (SELECT FROM ${sessions} AS s WHERE s.user_id = users.user_id)
          AND NOT EXISTS (SELECT FROM ${challenges} AS c WHERE c.user_id = users.user_id)
          AND NOT EXISTS (SELECT FROM ${events} AS e WHERE e.user_id = users.user_id)
      ) AS forgotten
      WHERE u.user_id = forgotten.user_id AND u.version = forgotten.version
      RETURNING to_json(u.user_id)::text AS row`,

    forget: `
      DELETE FROM ${users} WHERE user_id = $1 AND ${limitsLocks('$2')}
      RETURNING to_json(user_id)::text AS row`,
  }
}
