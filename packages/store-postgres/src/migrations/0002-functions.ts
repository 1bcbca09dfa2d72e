/**
 * The two writes of the hot paths. They decide nothing: what is written was decided by the policy. They are functions
 * because each is several statements of which most are skipped: as CTEs of one statement, every part is made ready
 * whether it runs or not, and to find that no activity is due takes half as long again.
 *
 * `touch` answers with an active session, its activity recorded if that is due. When nothing is due it locks and writes
 * nothing. Between its two steps another may end the session; so the second asks for all of it again.
 *
 * `commit_change` writes a change if the user is still the one that it was decided on, and says whether it did. Whoever
 * changes a user takes the lock of its row first, and compares the version that the one before left. A user without a row
 * cannot be locked: there the primary key lets one of several through. Ids that are taken fail the whole of it.
 */
export function functionsMigration(schema: string): string {
  return `
CREATE FUNCTION ${schema}.touch(
  of_user text, of_session text, with_hash text, touch_interval_ms bigint, lock_timeout_ms text
) RETURNS json LANGUAGE plpgsql AS $touch$
DECLARE
  now     bigint := floor(date_part('epoch', clock_timestamp()) * 1000)::bigint;
  session ${schema}.sessions;
BEGIN
  SELECT * INTO session FROM ${schema}.sessions
  WHERE user_id = of_user AND id = of_session AND credential_hash = with_hash AND ended_at IS NULL
    AND now < least(last_active_at + idle_timeout_ms, expires_at);
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF 10 * (now - session.last_active_at) >= least(10 * touch_interval_ms, session.idle_timeout_ms) THEN
    PERFORM set_config('lock_timeout', coalesce(lock_timeout_ms, current_setting('lock_timeout')), true);
    UPDATE ${schema}.sessions AS s SET last_active_at = greatest(s.last_active_at, now)
    WHERE s.user_id = of_user AND s.id = of_session AND s.credential_hash = with_hash AND s.ended_at IS NULL
    RETURNING s.last_active_at INTO session.last_active_at;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  RETURN json_build_object('now', now, 'session', session);
END
$touch$;

CREATE FUNCTION ${schema}.commit_change(
  of_user text, decided_on bigint, becomes bigint, decided_at bigint, lock_timeout_ms text,
  new_wrong_answers integer, new_last_wrong_at bigint,
  new_prompts integer, new_last_prompt_at bigint, new_muted_until bigint,
  new_sessions json, changed_sessions json, new_challenges json, changed_challenges json, new_events jsonb
) RETURNS boolean LANGUAGE plpgsql AS $commit_change$
BEGIN
  PERFORM set_config('lock_timeout', coalesce(lock_timeout_ms, current_setting('lock_timeout')), true);
  IF decided_on IS NULL THEN
    INSERT INTO ${schema}.users (
      user_id, version, wrong_answers, last_wrong_at, prompts, last_prompt_at, muted_until)
    VALUES (
      of_user, becomes, coalesce(new_wrong_answers, 0), coalesce(new_last_wrong_at, 0), coalesce(new_prompts, 0),
      coalesce(new_last_prompt_at, 0), coalesce(new_muted_until, 0))
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

  IF new_sessions IS NOT NULL THEN
    INSERT INTO ${schema}.sessions (
      user_id, due_at, id, credential_hash, device_id, user_agent, ip, created_at, last_active_at, idle_timeout_ms,
      expires_at, ended_at, end_reason, ended_by)
    SELECT
      of_user, least(new.last_active_at + new.idle_timeout_ms, new.expires_at), new.id, new.credential_hash,
      new.device_id, new.user_agent, new.ip, new.created_at, new.last_active_at, new.idle_timeout_ms, new.expires_at,
      new.ended_at, new.end_reason, new.ended_by
    FROM json_populate_recordset(NULL::${schema}.sessions, new_sessions) AS new;
  END IF;

  IF changed_sessions IS NOT NULL THEN
    UPDATE ${schema}.sessions AS s SET
      credential_hash = new.credential_hash, device_id = new.device_id, user_agent = new.user_agent, ip = new.ip,
      created_at = new.created_at, last_active_at = greatest(s.last_active_at, new.last_active_at),
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

  IF new_events IS NOT NULL THEN
    INSERT INTO ${schema}.events (user_id, version, ordinal, committed_at, event)
    SELECT of_user, becomes, ordinality, decided_at, value
    FROM jsonb_array_elements(new_events) WITH ORDINALITY;
  END IF;
  RETURN true;
END
$commit_change$;

COMMENT ON FUNCTION ${schema}.touch IS 'Seatkit: an active session, its activity recorded if that is due';
COMMENT ON FUNCTION ${schema}.commit_change IS 'Seatkit: writes a change if the user is as it was when that was decided';
`
}
