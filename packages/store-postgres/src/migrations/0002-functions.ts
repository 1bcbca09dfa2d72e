/**
 * What the hot paths do in more than one statement. These functions decide nothing: what is written was decided by the
 * policy. They are functions because most of their statements are skipped: as parts of one statement, each would be made
 * ready whether it runs or not.
 *
 * `record_activity` is the second half of `touch`, which has found an active session whose activity is due. Between the
 * two another may end the session; so this asks again, and gives null.
 *
 * `read_user` is stable, so all that it reads is of one moment. `next_version` is handed through: who reads in order to
 * change draws it in the same trip. What it gives is an array, for the names would be longer than most of the values.
 */
export function functionsMigration(schema: string): string {
  return `
CREATE FUNCTION ${schema}.record_activity(
  of_user text, of_session text, with_hash text, now bigint, lock_timeout_ms text
) RETURNS bigint LANGUAGE plpgsql AS $record_activity$
DECLARE
  recorded_at bigint;
BEGIN
  -- Assigned, for that is evaluated without a statement of its own.
  lock_timeout_ms := set_config('lock_timeout', coalesce(lock_timeout_ms, current_setting('lock_timeout')), true);
  UPDATE ${schema}.sessions SET last_active_at = greatest(last_active_at, now)
  WHERE user_id = of_user AND id = of_session AND credential_hash = with_hash AND ended_at IS NULL
  RETURNING last_active_at INTO recorded_at;
  RETURN recorded_at;
END
$record_activity$;

CREATE FUNCTION ${schema}.read_user(
  of_user text, next_version bigint, recent_ms bigint, most_recent integer
) RETURNS json LANGUAGE plpgsql STABLE AS $read_user$
DECLARE
  now           bigint := floor(date_part('epoch', clock_timestamp()) * 1000)::bigint;
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

COMMENT ON FUNCTION ${schema}.record_activity IS 'Seatkit: records activity if the session is still there';
COMMENT ON FUNCTION ${schema}.read_user IS 'Seatkit: a user with what is open and what ended lately';
`
}
