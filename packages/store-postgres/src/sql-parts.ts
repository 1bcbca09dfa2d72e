/** The clock of the database, in epoch milliseconds. Not `now()`, which stands still while a transaction waits for a lock. */
export const NOW = "floor(date_part('epoch', clock_timestamp()) * 1000)::bigint"

/** When time ends a session: `deadlineOf` in SQL. */
export const DEADLINE = 'least(last_active_at + idle_timeout_ms, expires_at)'

/** Limits how long the statement that it is in waits for a lock, without another round trip; null leaves it as it is. */
export function lockTimeout(milliseconds: string): string {
  return `set_config('lock_timeout', coalesce(${milliseconds}::text, current_setting('lock_timeout')), true)`
}
