import { SESSION_COLUMNS } from '../session-row.ts'
import { isActive, isDue, isOwn, limitsLocks, mayRead, NOW } from '../sql-parts.ts'

const SESSION = SESSION_COLUMNS.join(', ')

/**
 * What the hot paths do in more than one statement. These functions decide nothing: what is written was decided by the
 * policy. They are functions because most of their statements are skipped: as parts of one statement, each would be made
 * ready whether it runs or not.
 *
 * `touch_session` records activity if it is due, and otherwise reads the session. Whatever another has done to the session
 * while this waited for it is seen: both ask for everything again.
 *
 * `read_user` is stable, so all that it reads is of one moment. `next_version` is handed through: who reads in order to
 * change draws it in the same trip. What it gives is an array, for the names would be longer than most of the values.
 */
export function functionsMigration(schema: string): string {
  return `
CREATE FUNCTION ${schema}.touch_session(
  of_user text, of_session text, with_hash text, touch_interval_ms bigint, lock_timeout_ms text
) RETURNS json LANGUAGE plpgsql AS $touch_session$
DECLARE
  now     bigint := ${NOW};
  touched json;
BEGIN
  UPDATE ${schema}.sessions SET last_active_at = now
  WHERE user_id = of_user AND id = of_session AND ${isOwn('with_hash')} AND ${isActive('now')}
    AND ${isDue('now', 'touch_interval_ms')} AND ${limitsLocks('lock_timeout_ms')}
  RETURNING json_build_array(now, ${SESSION}) INTO touched;
  IF NOT FOUND THEN
    -- It may have waited for somebody.
    now := ${NOW};
    SELECT json_build_array(now, ${SESSION}) INTO touched FROM ${schema}.sessions
    WHERE user_id = of_user AND id = of_session AND ${mayRead('with_hash', 'now')} AND ${isActive('now')};
  END IF;
  RETURN touched;
END
$touch_session$;

CREATE FUNCTION ${schema}.read_user(
  of_user text, next_version bigint, recent_ms bigint, most_recent integer
) RETURNS json LANGUAGE plpgsql STABLE AS $read_user$
DECLARE
  now           bigint := ${NOW};
  found_user    ${schema}.users;
  of_sessions   json;
  of_challenges json;
BEGIN
  SELECT * INTO found_user FROM ${schema}.users WHERE user_id = of_user;
  IF FOUND THEN
    SELECT json_agg(s ORDER BY created_at, id) INTO of_sessions FROM (
      SELECT * FROM ${schema}.sessions WHERE user_id = of_user AND ended_at IS NULL
      UNION ALL
      (SELECT * FROM ${schema}.sessions WHERE user_id = of_user AND ended_at > now - recent_ms
       ORDER BY ended_at DESC LIMIT most_recent)
    ) AS s;
    SELECT json_agg(c ORDER BY created_at, id) INTO of_challenges FROM (
      SELECT * FROM ${schema}.challenges WHERE user_id = of_user AND over_at IS NULL
      UNION ALL
      (SELECT * FROM ${schema}.challenges WHERE user_id = of_user AND over_at > now - recent_ms
       ORDER BY over_at DESC LIMIT most_recent)
    ) AS c;
  END IF;
  RETURN json_build_array(
    now, next_version, found_user.version, found_user.wrong_answers, found_user.last_wrong_at,
    found_user.prompts, found_user.last_prompt_at, found_user.muted_until, of_sessions, of_challenges);
END
$read_user$;

COMMENT ON FUNCTION ${schema}.touch_session IS 'Seatkit: an active session, with its activity recorded if that is due';
COMMENT ON FUNCTION ${schema}.read_user IS 'Seatkit: a user with what is open and what ended lately';
`
}
