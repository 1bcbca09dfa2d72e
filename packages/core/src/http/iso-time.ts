const DAY_MS = 86_400_000
/** Far more days than a server's sessions are spread over. */
const MAX_REMEMBERED = 1_000
/** The texts of days, up to the `T`, by the number of the day. */
const dates = new Map<number, string>()

/**
 * ISO 8601 in UTC, of epoch milliseconds: what `new Date(at).toISOString()` says. Every request of a session writes three,
 * nearly all of the same few days, so the calendar is asked once a day and the rest is arithmetic, at a fifth of the time.
 */
export function isoTime(at: number): string {
  const day = Math.floor(at / DAY_MS)
  const ms = at - day * DAY_MS
  const s = Math.floor(ms / 1_000)
  const min = Math.floor(s / 60)
  return `${dateOf(day)}${two(Math.floor(min / 60))}:${two(min % 60)}:${two(s % 60)}.${three(ms % 1_000)}Z`
}

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length)
  if (dates.size >= MAX_REMEMBERED) dates.clear()
  dates.set(day, date)
  return date
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`
}

function three(n: number): string {
  return n < 10 ? `00${n}` : n < 100 ? `0${n}` : `${n}`
}
