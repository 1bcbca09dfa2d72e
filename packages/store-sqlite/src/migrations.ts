import type { SqliteDatabase } from './sqlite-database.ts'

/**
 * The schema, step by step. Append only: a step that was released is never edited, it is followed by another.
 *
 * Five tables, all found by the user: sessions, ended ones included, which are the history; challenges, while they are
 * open and for ten minutes after; wrong answers and prompts, of those who have any; and the audit trail. What something
 * is, is said by its columns, not by whether its row is there: a session has ended when `ended_at` is set.
 *
 * Instants end in `_at` and are epoch milliseconds, lengths of time end in `_ms`. `deadline_at` and `over_at` are
 * computed, so they cannot disagree with what they are computed from. Ids, hashes and user ids are compared byte by
 * byte. The names begin with `seatkit_`, so that an application can keep its own tables in the same file.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE seatkit_sessions (
    user_id              TEXT    NOT NULL,
    id                   TEXT    NOT NULL,
    credential_hash      TEXT    NOT NULL,
    device_id            TEXT,
    user_agent           TEXT    NOT NULL,
    ip                   TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    authenticated_at     INTEGER NOT NULL,
    last_active_at       INTEGER NOT NULL,
    idle_timeout_ms      INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    deadline_at          INTEGER NOT NULL AS (min(last_active_at + idle_timeout_ms, expires_at)) VIRTUAL,
    ended_at             INTEGER,
    end_reason           TEXT,
    ended_by             TEXT,
    previous_hash        TEXT,
    previous_expires_at  INTEGER,
    PRIMARY KEY (user_id, id)
  ) STRICT, WITHOUT ROWID;

  -- A login: what is open (ended_at IS NULL), and what ended lately.
  CREATE INDEX seatkit_sessions_by_end ON seatkit_sessions (user_id, ended_at);
  -- The history, newest login first.
  CREATE INDEX seatkit_sessions_by_login ON seatkit_sessions (user_id, created_at, id);
  -- The sweeper: whose time has passed.
  CREATE INDEX seatkit_sessions_due ON seatkit_sessions (deadline_at) WHERE ended_at IS NULL;
  -- The purge: what is older than the retention.
  CREATE INDEX seatkit_sessions_ended ON seatkit_sessions (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE seatkit_challenges (
    user_id              TEXT    NOT NULL,
    id                   TEXT    NOT NULL,
    status               TEXT    NOT NULL,
    ticket_hash          TEXT    NOT NULL,
    code_shown_on        TEXT    NOT NULL,
    code_hash            TEXT,
    code_shown_by        TEXT,
    prompt               INTEGER NOT NULL,
    device_id            TEXT,
    user_agent           TEXT    NOT NULL,
    ip                   TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    wrong_answers        INTEGER NOT NULL,
    idle_timeout_ms      INTEGER NOT NULL,
    absolute_timeout_ms  INTEGER NOT NULL,
    approved_by          TEXT,
    session_id           TEXT,
    closed_at            INTEGER,
    over_at              INTEGER AS (
      CASE WHEN status IN ('pending', 'approved') THEN NULL ELSE coalesce(closed_at, expires_at) END
    ) VIRTUAL,
    PRIMARY KEY (user_id, id)
  ) STRICT, WITHOUT ROWID;

  -- A login: what is open (over_at IS NULL), and what was closed lately.
  CREATE INDEX seatkit_challenges_by_end ON seatkit_challenges (user_id, over_at);
  -- The sweeper: whose time has passed.
  CREATE INDEX seatkit_challenges_due ON seatkit_challenges (expires_at) WHERE over_at IS NULL;
  -- The purge: what no decision looks at any more.
  CREATE INDEX seatkit_challenges_over ON seatkit_challenges (over_at) WHERE over_at IS NOT NULL;

  CREATE TABLE seatkit_wrong_answers (
    user_id  TEXT    NOT NULL PRIMARY KEY,
    count    INTEGER NOT NULL,
    last_at  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE seatkit_prompts (
    user_id      TEXT    NOT NULL PRIMARY KEY,
    count        INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    muted_until  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The id counts up in the order of the commits. The event is JSON, as it was told to listeners.
  CREATE TABLE seatkit_events (
    id            INTEGER PRIMARY KEY,
    user_id       TEXT    NOT NULL,
    committed_at  INTEGER NOT NULL,
    event         TEXT    NOT NULL
  ) STRICT;

  -- The audit trail, newest first.
  CREATE INDEX seatkit_events_by_user ON seatkit_events (user_id, committed_at, id);
  -- The purge: what is older than the retention.
  CREATE INDEX seatkit_events_by_age ON seatkit_events (committed_at);
  `,
]

/**
 * Brings the schema up to date; does nothing, and takes no lock, when it is. Several processes may start at once: one
 * of them migrates, the others wait for it.
 *
 * The version has a table of its own and not `PRAGMA user_version`: that is one number for the whole file, and the
 * application that owns the file may count its own steps there.
 *
 * @throws {Error} When the file was written by a newer version.
 */
export function migrate(database: SqliteDatabase): void {
  if (schemaVersion(database) === MIGRATIONS.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(`
      CREATE TABLE IF NOT EXISTS seatkit_migrations (version INTEGER PRIMARY KEY) STRICT;
    `)
    const done = schemaVersion(database)
    if (done > MIGRATIONS.length) throw new Error(newerSchema(done))
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < done) continue
      database.exec(step)
      database.prepare('INSERT INTO seatkit_migrations (version) VALUES (?)').run(index + 1)
    }
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function schemaVersion(database: SqliteDatabase): number {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'seatkit_migrations'").get()
  if (table === undefined) return 0
  const row = database.prepare('SELECT coalesce(max(version), 0) AS version FROM seatkit_migrations').get()
  return (row as { version: number }).version
}

function newerSchema(found: number): string {
  return `sqliteStore: the file has schema ${found}, this version of @seatkit/store-sqlite knows up to ${MIGRATIONS.length}; update the package`
}
