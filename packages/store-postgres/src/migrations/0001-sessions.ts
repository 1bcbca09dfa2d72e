/**
 * Four tables and a sequence, in a schema of their own.
 *
 * - `users`: one row for each user of whom something is known. Every change of a user replaces its `version`, so a change
 *   that was decided on an older state does not commit. Versions come from one sequence: none is ever used twice, not
 *   even after a user was forgotten.
 * - `sessions`: every session there is or was. It has ended when `ended_at` is set; the history is this same table.
 * - `challenges`: logins that wait for approval, and those that were decided lately.
 * - `events`: the audit trail, by user and version: what one change made has one version.
 *
 * Instants end in `_at` and are epoch milliseconds, lengths of time end in `_ms`: the policy computes with these numbers,
 * and what comes back is exactly what was written. Ids are compared byte by byte, whatever locale the database has.
 *
 * Activity (`last_active_at`) is in no index, so recording it rewrites none: a HOT update. For that the sweeper has
 * `due_at`, a time before which nobody has to look; it moves `due_at` on when it finds that the session was used. A
 * twentieth of each page is left free for the next version of a row.
 *
 * Fixed-width columns come first, so that none is padded. A null costs nothing: `authenticated_at` is null as long as it is
 * the login's instant, and so are a user's wrong answers and prompts until there is one.
 *
 * No table has a foreign key to `users`. To check one locks the user's row again with each record, which is a sixth of what
 * the commit of a login costs; and whoever inserts holds that row already, for the version in it has to be replaced first.
 * What a key would do when a user is deleted, a trigger does.
 */
export function sessionsMigration(schema: string): string {
  return `
CREATE SEQUENCE ${schema}.versions;

CREATE TABLE ${schema}.users (
  version        bigint NOT NULL,
  last_wrong_at  bigint,
  last_prompt_at bigint,
  muted_until    bigint,
  wrong_answers  integer,
  prompts        integer,
  user_id        text COLLATE "C" PRIMARY KEY
);

CREATE TABLE ${schema}.sessions (
  created_at           bigint NOT NULL,
  authenticated_at     bigint,
  last_active_at       bigint NOT NULL,
  idle_timeout_ms      bigint NOT NULL,
  expires_at           bigint NOT NULL,
  due_at               bigint NOT NULL,
  ended_at             bigint,
  previous_expires_at  bigint,
  user_id              text COLLATE "C" NOT NULL,
  id                   text COLLATE "C" NOT NULL,
  credential_hash      text COLLATE "C" NOT NULL,
  ip                   text NOT NULL,
  user_agent           text NOT NULL,
  device_id            text COLLATE "C",
  end_reason           text,
  ended_by             text,
  previous_hash        text COLLATE "C",
  PRIMARY KEY (user_id, id)
) WITH (fillfactor = 95);

-- A login: what is open, and what ended lately. Only ever asked for equality, a hash is half as large as a B-tree.
CREATE INDEX sessions_open ON ${schema}.sessions USING hash (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended_by_user ON ${schema}.sessions (user_id, ended_at) WHERE ended_at IS NOT NULL;
-- The history, newest login first.
CREATE INDEX sessions_history ON ${schema}.sessions (user_id, created_at, id) WHERE ended_at IS NOT NULL;
-- The sweeper: whose time may have passed.
CREATE INDEX sessions_due ON ${schema}.sessions (due_at) WHERE ended_at IS NULL;
-- The purge: what is older than the retention.
CREATE INDEX sessions_ended ON ${schema}.sessions (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE ${schema}.challenges (
  created_at           bigint  NOT NULL,
  expires_at           bigint  NOT NULL,
  idle_timeout_ms      bigint  NOT NULL,
  absolute_timeout_ms  bigint  NOT NULL,
  closed_at            bigint,
  over_at              bigint  GENERATED ALWAYS AS (
    CASE WHEN status IN ('pending', 'approved') THEN NULL ELSE coalesce(closed_at, expires_at) END
  ) STORED,
  wrong_answers        integer NOT NULL,
  prompt               boolean NOT NULL,
  user_id              text COLLATE "C" NOT NULL,
  id                   text COLLATE "C" NOT NULL,
  status               text NOT NULL,
  ticket_hash          text NOT NULL,
  code_shown_on        text NOT NULL,
  code_hash            text,
  code_shown_by        text,
  ip                   text NOT NULL,
  user_agent           text NOT NULL,
  device_id            text,
  approved_by          text,
  session_id           text,
  PRIMARY KEY (user_id, id)
);

-- A login: what is open (over_at IS NULL), and what was decided lately.
CREATE INDEX challenges_by_user ON ${schema}.challenges (user_id, over_at);
-- The sweeper: whose time has passed.
CREATE INDEX challenges_due ON ${schema}.challenges (expires_at) WHERE over_at IS NULL;
-- The purge: what no decision looks at any more.
CREATE INDEX challenges_over ON ${schema}.challenges (over_at) WHERE over_at IS NOT NULL;

CREATE TABLE ${schema}.events (
  version       bigint   NOT NULL,
  committed_at  bigint   NOT NULL,
  ordinal       smallint NOT NULL,
  user_id       text COLLATE "C" NOT NULL,
  event         json     NOT NULL,
  PRIMARY KEY (user_id, version, ordinal)
);

-- The purge: what is older than the retention. Rows are appended in this order, so a summary of each block is enough.
CREATE INDEX events_by_age ON ${schema}.events USING brin (committed_at);

CREATE FUNCTION ${schema}.forget_user() RETURNS trigger LANGUAGE plpgsql AS $forget_user$
BEGIN
  DELETE FROM ${schema}.sessions WHERE user_id = OLD.user_id;
  DELETE FROM ${schema}.challenges WHERE user_id = OLD.user_id;
  DELETE FROM ${schema}.events WHERE user_id = OLD.user_id;
  RETURN NULL;
END
$forget_user$;

CREATE TRIGGER forget_user AFTER DELETE ON ${schema}.users FOR EACH ROW EXECUTE FUNCTION ${schema}.forget_user();

COMMENT ON TABLE ${schema}.users IS 'Seatkit: one row for each user with sessions or history';
COMMENT ON TABLE ${schema}.sessions IS 'Seatkit: sessions, ended ones (ended_at is set) included';
COMMENT ON TABLE ${schema}.challenges IS 'Seatkit: logins that wait for approval, or were decided lately';
COMMENT ON TABLE ${schema}.events IS 'Seatkit: the audit trail';
COMMENT ON COLUMN ${schema}.sessions.id IS 'Public: not a credential';
COMMENT ON COLUMN ${schema}.sessions.credential_hash IS 'SHA-256 of the credential, base64url';
COMMENT ON COLUMN ${schema}.sessions.previous_hash IS 'The same of the one before, which may read until previous_expires_at';
COMMENT ON COLUMN ${schema}.sessions.created_at IS 'Epoch milliseconds, as every column that ends in _at';
COMMENT ON COLUMN ${schema}.sessions.due_at IS 'No later than the moment at which time ends the session';
COMMENT ON COLUMN ${schema}.events.ordinal IS 'The place in the change, from 1';
`
}
