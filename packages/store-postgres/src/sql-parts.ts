/** The clock of the database, in epoch milliseconds. Not `now()`, which stands still while a transaction waits for a lock. */
export const NOW = "floor(date_part('epoch', clock_timestamp()) * 1000)::bigint"

/** When time ends a session: `deadlineOf` in SQL. */
export const DEADLINE = 'least(last_active_at + idle_timeout_ms, expires_at)'

/**
 * A condition that is always true, and limits how long the statement that it is in waits for a lock, without another round
 * trip; null leaves the limit as it is. A condition is evaluated before the row that it is about is locked.
 */
export function limitsLocks(milliseconds: string): string {
  return `set_config('lock_timeout', coalesce(${milliseconds}::text, current_setting('lock_timeout')), true) IS NOT NULL`
}

/** What `touchSession` asks of a session, in SQL. */
export const isActive = (now: string): string => `ended_at IS NULL AND ${now} < ${DEADLINE}`
export const isOwn = (hash: string): string => `credential_hash = ${hash}`
/** A request under way with the credential before a rotation is answered, and is no activity. */
export const mayRead = (hash: string, now: string): string =>
  `(${isOwn(hash)} OR previous_hash = ${hash} AND ${now} < previous_expires_at)`
export const isDue = (now: string, interval: string): string =>
  `10 * (${now} - last_active_at) >= least(10 * ${interval}, idle_timeout_ms)`
