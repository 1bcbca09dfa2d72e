import { CHALLENGE_COLUMNS } from './challenge-row.ts'
import type { Statement } from './connection.ts'
import { OPEN_SESSION_COLUMNS, SESSION_COLUMNS } from './session-row.ts'
import { DEADLINE, limitsLocks } from './sql-parts.ts'

const CHALLENGE = CHALLENGE_COLUMNS.join(', ')

/** Of a user; most have none of them. */
const COUNTS = ['wrong_answers', 'last_wrong_at', 'prompts', 'last_prompt_at', 'muted_until']

/** What a change may write, and how many values it takes. */
const TAKES = {
  /** user, version, lock timeout */
  newUser: 3,
  /** the same, and wrong answers and when, prompts and when, muted until: each or null */
  newUserCounts: 3 + COUNTS.length,
  /** user, version, lock timeout, and the version that the change was decided on */
  knownUser: 4,
  knownUserCounts: 4 + COUNTS.length,
  /** its columns: a login makes one, and to take them out of JSON would cost half as much as to insert them */
  session: OPEN_SESSION_COLUMNS.length,
  /** a list as JSON, as are the next ones */
  moreSessions: 1,
  changedSessions: 1,
  newChallenges: 1,
  changedChallenges: 1,
  /** the instant, and the event as JSON */
  event: 2,
  /** the instant, and all of them when there are more */
  events: 2,
}

export type Part = keyof typeof TAKES

/** The same in the name of a statement, which Postgres cuts off after 63 bytes. */
const LETTERS: Readonly<Record<Part, string>> = {
  newUser: 'n',
  newUserCounts: 'o',
  knownUser: 'k',
  knownUserCounts: 'q',
  session: 's',
  moreSessions: 'm',
  changedSessions: 'c',
  newChallenges: 'l',
  changedChallenges: 'd',
  event: 'e',
  events: 'f',
}

/** SQL for a part; what it takes is at these places. */
type Clause = (...places: (string | undefined)[]) => string

/**
 * Gives the statement that commits a change of these parts, the user first and events last; its values are theirs, one
 * after the other.
 *
 * The user's row is replaced if it still has the version that the change was decided on, and everything else is written
 * for the row that this gives: nothing if there is none. Whoever changes a user so waits for the lock of its row first. A
 * user without a row cannot be locked: there the primary key lets one of several through. Ids that are taken fail the
 * whole of it.
 *
 * It is one statement of only the parts that a change has: each part costs to make ready, whether it writes or not.
 */
export function commitStatements(schema: string): (parts: readonly Part[]) => Statement {
  const clauses = clausesFor(schema)
  const statements = new Map<string, Statement>()
  return (parts) => {
    const letters = parts.map((part) => LETTERS[part]).join('')
    const known = statements.get(letters)
    if (known !== undefined) return known
    const statement = { name: `${schema}.commit_${letters}`, text: textOf(parts, clauses) }
    statements.set(letters, statement)
    return statement
  }
}

function textOf(parts: readonly Part[], clauses: Readonly<Record<Part, Clause>>): string {
  let taken = 0
  const texts = parts.map((part) => {
    const places = Array.from({ length: TAKES[part] }, () => `$${++taken}`)
    return { part, text: clauses[part](...places) }
  })
  // Events are written whenever anything is, so they can say that it was. To read `won` for it would be one step more.
  const last = texts.at(-1)?.part.startsWith('event') ? texts.pop() : undefined
  const named = texts.map(({ text }, index) => `${index === 0 ? 'won' : `part${index}`} AS (${text})`)
  const answer = last === undefined ? `SELECT 'true' AS row FROM won` : `${last.text} RETURNING 'true' AS row`
  return `WITH ${named.join(',\n')}\n${answer}`
}

function clausesFor(schema: string): Record<Part, Clause> {
  const users = `${schema}.users`
  const sessions = `${schema}.sessions`
  const challenges = `${schema}.challenges`
  const events = `${schema}.events`

  const insertUser: Clause = (user, version, timeout, ...counts) => `
    INSERT INTO ${users} (${['user_id', 'version', ...COUNTS.slice(0, counts.length)].join(', ')})
    SELECT ${[user, version, ...counts].join(', ')} WHERE ${limitsLocks(`${timeout}`)}
    ON CONFLICT DO NOTHING RETURNING user_id, version`
  const updateUser: Clause = (user, version, timeout, decidedOn, ...counts) => `
    UPDATE ${users} SET ${[`version = ${version}`, ...counts.map(orAsItIs)].join(', ')}
    WHERE user_id = ${user} AND version = ${decidedOn} AND ${limitsLocks(`${timeout}`)} RETURNING user_id, version`
  const insertSessions = (columns: readonly string[], source: string): string => `
    INSERT INTO ${sessions} (user_id, due_at, ${columns.join(', ')})
    SELECT won.user_id, ${DEADLINE}, ${columns.join(', ')} FROM won, ${source} AS new`

  return {
    newUser: insertUser,
    newUserCounts: insertUser,
    knownUser: updateUser,
    knownUserCounts: updateUser,

    session: (...places) => insertSessions(OPEN_SESSION_COLUMNS, rowOf(OPEN_SESSION_COLUMNS, places)),
    moreSessions: (list) => insertSessions(SESSION_COLUMNS, recordsOf(sessions, list)),
    // Requests record activity without a new version: what one of them has recorded since then stays.
    changedSessions: (list) => `
    UPDATE ${sessions} AS s SET ${assignments(SESSION_COLUMNS, ['id', 'last_active_at'])},
      last_active_at = greatest(s.last_active_at, new.last_active_at),
      due_at = least(greatest(s.last_active_at, new.last_active_at) + new.idle_timeout_ms, new.expires_at)
    FROM won, ${recordsOf(sessions, list)} AS new
    WHERE s.user_id = won.user_id AND s.id = new.id AND s.ended_at IS NULL`,

    newChallenges: (list) => `
    INSERT INTO ${challenges} (user_id, ${CHALLENGE})
    SELECT won.user_id, ${CHALLENGE} FROM won, ${recordsOf(challenges, list)} AS new`,
    changedChallenges: (list) => `
    UPDATE ${challenges} AS c SET ${assignments(CHALLENGE_COLUMNS, ['id'])}
    FROM won, ${recordsOf(challenges, list)} AS new WHERE c.user_id = won.user_id AND c.id = new.id`,

    event: (at, event) => `
    INSERT INTO ${events} (user_id, version, ordinal, committed_at, event)
    SELECT user_id, version, 1, ${at}, ${event} FROM won`,
    events: (at, list) => `
    INSERT INTO ${events} (user_id, version, ordinal, committed_at, event)
    SELECT user_id, version, ordinal, ${at}, event
    FROM won, json_array_elements(${list}) WITH ORDINALITY AS happened (event, ordinal)`,
  }
}

function orAsItIs(place: string | undefined, index: number): string {
  return `${COUNTS[index]} = coalesce(${place}, ${COUNTS[index]})`
}

/** One row of values, by the names of their columns. */
function rowOf(columns: readonly string[], places: readonly (string | undefined)[]): string {
  const typed = columns.map((name, index) => {
    const type = /_(at|ms)$/.test(name) ? 'bigint' : 'text'
    return `${places[index]}::${type} AS ${name}`
  })
  return `(SELECT ${typed.join(', ')})`
}

/** The rows that are in a list of JSON objects. */
function recordsOf(table: string, list: string | undefined): string {
  return `json_populate_recordset(NULL::${table}, ${list})`
}

function assignments(columns: readonly string[], others: readonly string[]): string {
  const assigned = columns.filter((name) => !others.includes(name))
  return assigned.map((name) => `${name} = new.${name}`).join(', ')
}
