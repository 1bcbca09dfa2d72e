/**
 * What the hot paths do in more than one statement. These functions decide nothing: what is written was decided by the
 * policy. They are functions because most of their statements are skipped: as parts of one statement, each would be made
 * ready whether it runs or not.
 *
 * `record_activity` is the second half of `touch`, which has found an active session whose activity is due. Between the
 * two another may end the session; so this asks again, and gives null.
 *
 * `read_user` is stable, so all that it reads is of one moment. `next_version` is handed through: who reads in order to
 * change draws it in the same trip.
 *
 * `commit_change` writes a change if the user is still the one that it was decided on, and says whether it did. Whoever
 * changes a user takes the lock of its row first, and compares the version that the one before left. A user without a row
 * cannot be locked: there the primary key lets one of several through. Ids that are taken fail the whole of it.
 *
 * Its last parameters are the columns of one new session, for a login makes one: to take them out of JSON would cost half
 * as much as to insert them.
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
  RETURN json_build_object(
    'now', now, 'next_version', next_version, 'version', found_user.version,
    'wrong_answers', found_user.wrong_answers, 'last_wrong_at', found_user.last_wrong_at,
    'prompts', found_user.prompts, 'last_prompt_at', found_user.last_prompt_at, 'muted_until', found_user.muted_until,
    'sessions', of_sessions, 'challenges', of_challenges);
END
$read_user$;

CREATE FUNCTION ${schema}.commit_change(
  of_user text, decided_on bigint, becomes bigint, decided_at bigint, lock_timeout_ms text,
  new_wrong_answers integer, new_last_wrong_at bigint,
  new_prompts integer, new_last_prompt_at bigint, new_muted_until bigint,
  more_sessions json, changed_sessions json, new_challenges json, changed_challenges json, new_events jsonb,
  new_id text, new_credential_hash text, new_device_id text, new_user_agent text, new_ip text, new_created_at bigint,
  new_authenticated_at bigint, new_last_active_at bigint, new_idle_timeout_ms bigint, new_expires_at bigint,
  new_ended_at bigint, new_end_reason text, new_ended_by text, new_previous_hash text, new_previous_expires_at bigint
) RETURNS boolean LANGUAGE plpgsql AS $commit_change$
BEGIN
  lock_timeout_ms := set_config('lock_timeout', coalesce(lock_timeout_ms, current_setting('lock_timeout')), true);
  IF decided_on IS NULL THEN
    INSERT INTO ${schema}.users (
      user_id, version, wrong_answers, last_wrong_at, prompts, last_prompt_at, muted_until)
    VALUES (
      of_user, becomes, new_wrong_answers, new_last_wrong_at, new_prompts, new_last_prompt_at, new_muted_until)
    ON CONFLICT DO NOTHING;
  ELSE
    UPDATE ${schema}.users AS u SET version = becomes,
      wrong_answers = coalesce(new_wrong_answers, u.wrong_answers),
      last_wrong_at = coalesce(new_last_wrong_at, u.last_wrong_at),
      prompts = coalesce(new_prompts, u.prompts),
      last_prompt_at = coalesce(new_last_prompt_at, u.last_prompt_at),
      muted_until = coalesce(new_muted_until, u.muted_until)
    WHERE u.user_id = of_user AND u.version = decided_on;
  END IF;
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  IF new_id IS NOT NULL THEN
    INSERT INTO ${schema}.sessions (
      user_id, due_at, id, credential_hash, device_id, user_agent, ip, created_at, authenticated_at, last_active_at,
      idle_timeout_ms, expires_at, ended_at, end_reason, ended_by, previous_hash, previous_expires_at)
    VALUES (
      of_user, least(new_last_active_at + new_idle_timeout_ms, new_expires_at), new_id, new_credential_hash,
      new_device_id, new_user_agent, new_ip, new_created_at, new_authenticated_at, new_last_active_at,
      new_idle_timeout_ms, new_expires_at, new_ended_at, new_end_reason, new_ended_by, new_previous_hash,
      new_previous_expires_at);
  END IF;

  IF more_sessions IS NOT NULL THEN
    INSERT INTO ${schema}.sessions (
      user_id, due_at, id, credential_hash, device_id, user_agent, ip, created_at, authenticated_at, last_active_at,
      idle_timeout_ms, expires_at, ended_at, end_reason, ended_by, previous_hash, previous_expires_at)
    SELECT
      of_user, least(new.last_active_at + new.idle_timeout_ms, new.expires_at), new.id, new.credential_hash,
      new.device_id, new.user_agent, new.ip, new.created_at, new.authenticated_at, new.last_active_at,
      new.idle_timeout_ms, new.expires_at, new.ended_at, new.end_reason, new.ended_by, new.previous_hash,
      new.previous_expires_at
    FROM json_populate_recordset(NULL::${schema}.sessions, more_sessions) AS new;
  END IF;

  IF changed_sessions IS NOT NULL THEN
    UPDATE ${schema}.sessions AS s SET
      credential_hash = new.credential_hash, device_id = new.device_id, user_agent = new.user_agent, ip = new.ip,
      created_at = new.created_at, authenticated_at = new.authenticated_at,
      previous_hash = new.previous_hash, previous_expires_at = new.previous_expires_at,
      last_active_at = greatest(s.last_active_at, new.last_active_at),
      idle_timeout_ms = new.idle_timeout_ms, expires_at = new.expires_at,
      due_at = least(greatest(s.last_active_at, new.last_active_at) + new.idle_timeout_ms, new.expires_at),
      ended_at = new.ended_at, end_reason = new.end_reason, ended_by = new.ended_by
    FROM json_populate_recordset(NULL::${schema}.sessions, changed_sessions) AS new
    WHERE s.user_id = of_user AND s.id = new.id AND s.ended_at IS NULL;
  END IF;

  IF new_challenges IS NOT NULL THEN
    INSERT INTO ${schema}.challenges (
      user_id, id, status, ticket_hash, code_shown_on, code_hash, code_shown_by, prompt, device_id, user_agent, ip,
      created_at, expires_at, wrong_answers,
      idle_timeout_ms, absolute_timeout_ms, approved_by, session_id, closed_at)
    SELECT
      of_user, new.id, new.status, new.ticket_hash, new.code_shown_on, new.code_hash, new.code_shown_by, new.prompt,
      new.device_id, new.user_agent, new.ip,
      new.created_at, new.expires_at, new.wrong_answers, new.idle_timeout_ms, new.absolute_timeout_ms,
      new.approved_by, new.session_id, new.closed_at
    FROM json_populate_recordset(NULL::${schema}.challenges, new_challenges) AS new;
  END IF;

  IF changed_challenges IS NOT NULL THEN
    UPDATE ${schema}.challenges AS c SET
      status = new.status, ticket_hash = new.ticket_hash, code_shown_on = new.code_shown_on,
      code_hash = new.code_hash, code_shown_by = new.code_shown_by, prompt = new.prompt, device_id = new.device_id,
      user_agent = new.user_agent, ip = new.ip, created_at = new.created_at, expires_at = new.expires_at,
      wrong_answers = new.wrong_answers, idle_timeout_ms = new.idle_timeout_ms,
      absolute_timeout_ms = new.absolute_timeout_ms, approved_by = new.approved_by, session_id = new.session_id,
      closed_at = new.closed_at
    FROM json_populate_recordset(NULL::${schema}.challenges, changed_challenges) AS new
    WHERE c.user_id = of_user AND c.id = new.id;
  END IF;

  FOR place IN 1 .. coalesce(jsonb_array_length(new_events), 0) LOOP
    INSERT INTO ${schema}.events (user_id, version, ordinal, committed_at, event)
    VALUES (of_user, becomes, place, decided_at, new_events -> place - 1);
  END LOOP;
  RETURN true;
END
$commit_change$;

COMMENT ON FUNCTION ${schema}.record_activity IS 'Seatkit: records activity if the session is still there';
COMMENT ON FUNCTION ${schema}.read_user IS 'Seatkit: a user with what is open and what ended lately';
COMMENT ON FUNCTION ${schema}.commit_change IS 'Seatkit: writes a change if the user is as it was when that was decided';
`
}
