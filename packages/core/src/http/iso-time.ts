const MINUTE_MS = 60_000
/** More minutes than the sessions of a day begin, are active and end in. */
const MAX_REMEMBERED = 5_000
/** The texts of minutes, up to the last `:`, by the number of the minute. */
const minutes = new Map<number, string>()

/**
 * ISO 8601 in UTC, of epoch milliseconds: what `new Date(at).toISOString()` says. Every request of a session writes three,
 * nearly all of the same few minutes, so the calendar is asked once a minute, and the rest takes a tenth of the time.
 */
export function isoTime(at: number): string {
  const minute = Math.floor(at / MINUTE_MS)
  const ms = at - minute * MINUTE_MS
  const s = Math.floor(ms / 1_000)
  return `${textOf(minute)}${two(s)}.${three(ms % 1_000)}Z`
}

function textOf(minute: number): string {
  const known = minutes.get(minute)
  if (known !== undefined) return known
  const text = new Date(minute * MINUTE_MS).toISOString().slice(0, -'00.000Z'.length)
  if (minutes.size >= MAX_REMEMBERED) minutes.clear()
  minutes.set(minute, text)
  return text
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`
}

function three(n: number): string {
  return n < 10 ? `00${n}` : n < 100 ? `0${n}` : `${n}`
}
