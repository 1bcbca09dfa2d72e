import { CHALLENGE_COLUMNS } from './challenge-row.ts'
import { SESSION_COLUMNS } from './session-row.ts'
import { lockTimeout } from './sql-parts.ts'

/**
 * The statement that commits a change if the user is still as it was when it was decided; it answers with one row if so,
 * and with none, having written nothing, if not.
 *
 * It is one statement with data-modifying CTEs, and not a function in the database: a function would be a second home of
 * the store's code, with a migration for every edit and two versions at once during a deploy.
 *
 * Whoever changes a user takes the lock of its row first: `next` waits for others, and compares the version that they
 * left. A user without a row cannot be locked: there `first` inserts it, and the primary key lets one of several through.
 * All other parts read from `won`, so they do nothing if neither did. That a session which ended is not written again
 * follows from the version, for an end replaces it.
 *
 * Values: user · version it was decided on, or null · its own version · the instant of the decision · lock timeout, or
 * null · wrong answers and the instant of the last, or null where they stay · then as JSON lists: new sessions, changed
 * sessions, new challenges, changed challenges, events.
 */
export function commitText(schema: string): string {
  return `
    WITH limits AS MATERIALIZED (
      SELECT ${lockTimeout('$5')}
    ), first AS (
      INSERT INTO ${schema}.users (user_id, version, wrong_answers, last_wrong_at)
      SELECT $1, $3::bigint, coalesce($6::integer, 0), coalesce($7::bigint, 0) FROM limits WHERE $2::bigint IS NULL
      ON CONFLICT DO NOTHING
      RETURNING user_id
    ), next AS (
      UPDATE ${schema}.users SET version = $3::bigint,
        wrong_answers = coalesce($6::integer, wrong_answers), last_wrong_at = coalesce($7::bigint, last_wrong_at)
      FROM limits WHERE user_id = $1 AND version = $2::bigint
      RETURNING user_id
    ), won AS (
      SELECT user_id FROM first UNION ALL SELECT user_id FROM next
    ), new_sessions AS (
      INSERT INTO ${schema}.sessions (user_id, due_at, ${SESSION_COLUMNS.join(', ')})
      SELECT $1, least(new.last_active_at + new.idle_timeout_ms, new.expires_at), ${from('new', SESSION_COLUMNS)}
      FROM won, json_populate_recordset(NULL::${schema}.sessions, $8::json) AS new
    ), changed_sessions AS (
      UPDATE ${schema}.sessions AS s SET ${set(SESSION_COLUMNS)},
        last_active_at = greatest(s.last_active_at, new.last_active_at),
        due_at = least(greatest(s.last_active_at, new.last_active_at) + new.idle_timeout_ms, new.expires_at)
      FROM won, json_populate_recordset(NULL::${schema}.sessions, $9::json) AS new
      WHERE s.user_id = $1 AND s.id = new.id AND s.ended_at IS NULL
    ), new_challenges AS (
      INSERT INTO ${schema}.challenges (user_id, ${CHALLENGE_COLUMNS.join(', ')})
      SELECT $1, ${from('new', CHALLENGE_COLUMNS)}
      FROM won, json_populate_recordset(NULL::${schema}.challenges, $10::json) AS new
    ), changed_challenges AS (
      UPDATE ${schema}.challenges AS c SET ${set(CHALLENGE_COLUMNS)}
      FROM won, json_populate_recordset(NULL::${schema}.challenges, $11::json) AS new
      WHERE c.user_id = $1 AND c.id = new.id
    ), events AS (
      INSERT INTO ${schema}.events (user_id, version, ordinal, committed_at, event)
      SELECT $1, $3::bigint, ordinality, $4::bigint, value FROM won, jsonb_array_elements($12::jsonb) WITH ORDINALITY
    )
    SELECT to_json(user_id)::text AS row FROM won`
}

function from(alias: string, columns: readonly string[]): string {
  return columns.map((column) => `${alias}.${column}`).join(', ')
}

/** What a change replaces: all but what a record is found by, and what activity keeps up to date on its own. */
function set(columns: readonly string[]): string {
  return columns
    .filter((column) => column !== 'id' && column !== 'last_active_at')
    .map((column) => `${column} = new.${column}`)
    .join(', ')
}
