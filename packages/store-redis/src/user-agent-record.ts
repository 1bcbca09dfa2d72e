/** The browsers that most people use say so much alike; it has been frozen since 2021. */
const COMMON = /^Mozilla\/5\.0 \(([^)]*)\) AppleWebKit\/537\.36 \(KHTML, like Gecko\) (.*)$/s

/** A `User-Agent` as it is stored: of a common one, only what is its own. */
export type UserAgentRecord = string | readonly [platform: string, browser: string]

export function userAgentRecord(userAgent: string): UserAgentRecord {
  const [, platform, browser] = COMMON.exec(userAgent) ?? []
  return platform === undefined || browser === undefined ? userAgent : [platform, browser]
}

/** The very text that {@link userAgentRecord} was given, or null when it was given none. */
export function userAgentOf(record: unknown): string | null {
  if (typeof record === 'string') return record
  if (!Array.isArray(record)) return null
  const [platform, browser] = record
  if (typeof platform !== 'string' || typeof browser !== 'string') return null
  return `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) ${browser}`
}
