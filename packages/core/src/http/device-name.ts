import bowser from 'bowser'

const UNKNOWN = 'Unknown device'
/** Names are asked for far more often than there are different browsers, and parsing takes tens of microseconds. */
const MAX_REMEMBERED = 500
const remembered = new Map<string, string>()

/** What to call a device: "Firefox on Windows", "Safari on iPhone", or "Unknown device". */
export function deviceName(userAgent: string): string {
  const known = remembered.get(userAgent)
  if (known !== undefined) return known
  const name = parse(userAgent)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(userAgent, name)
  return name
}

function parse(userAgent: string): string {
  if (userAgent === '') return UNKNOWN
  const { browser, os, platform } = bowser.parse(userAgent)
  const where = platform.model ?? os.name
  if (!browser.name) return where ?? UNKNOWN
  return where ? `${browser.name} on ${where}` : browser.name
}
