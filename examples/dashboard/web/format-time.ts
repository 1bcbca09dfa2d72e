/** The page is written in English, so its dates are too. */
const LOCALE = 'en'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const instant = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' })

/** Date and time in the zone of this device. */
export function formatInstant(iso: string): string {
  return instant.format(Date.parse(iso))
}

/** "3 minutes ago"; "just now" within the first minute, since activity is recorded no more precisely. */
export function formatAge(iso: string, now: number): string {
  const ageMs = now - Date.parse(iso)
  if (ageMs < MINUTE_MS) return 'just now'
  if (ageMs < HOUR_MS) return relative.format(-Math.floor(ageMs / MINUTE_MS), 'minute')
  if (ageMs < DAY_MS) return relative.format(-Math.floor(ageMs / HOUR_MS), 'hour')
  return relative.format(-Math.floor(ageMs / DAY_MS), 'day')
}

/** "1:59"; never below "0:00". */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** "30 seconds", "60 minutes", "24 hours": rounded up, so that waiting as long as it says is enough. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return count(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 5_400) return count(Math.ceil(seconds / 60), 'minute')
  return count(Math.ceil(seconds / 3_600), 'hour')
}

/** "1 device", "2 devices". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
