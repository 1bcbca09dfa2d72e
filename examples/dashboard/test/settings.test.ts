import { describe, expect, it } from 'vitest'
import { readSettings } from '../server/settings.ts'

describe('the environment', () => {
  it('may be empty', () => {
    expect(readSettings({ INIT_CWD: '/srv' })).toEqual({
      port: 4000,
      adapter: 'express',
      store: 'sqlite',
      policy: 'two-sessions',
      token: 'opaque',
      codeShownOn: 'new-device',
      redisUrl: 'redis://localhost:6379',
      databaseUrl: 'postgres://localhost:5432/postgres',
      dataDir: '/srv/.seatkit-data',
      idleTimeoutMs: 3_600_000,
      absoluteTimeoutMs: 86_400_000,
      challengeTimeoutMs: 120_000,
      ending: {},
    })
  })

  it('may ask for a fresh login before other sessions end', () => {
    expect(readSettings({ FRESH_WITHIN: '10m' }).ending).toEqual({ freshWithin: 600_000 })
    expect(() => readSettings({ FRESH_WITHIN: 'soon' })).toThrow(/^FRESH_WITHIN: /)
  })

  it.each([
    [{ PORT: '70000' }, "PORT: '70000' is no port; write a number from 0 to 65535"],
    [{ PORT: '' }, "PORT: '' is no port; write a number from 0 to 65535"],
    [{ STORE: 'mongo' }, "STORE: 'mongo' is not possible; write sqlite or memory or redis or postgres"],
    [
      { REDIS_URL: 'localhost' },
      'REDIS_URL: is no address of such a server; write redis://user:password@host:port',
    ],
    [
      { DATABASE_URL: 'mysql://x' },
      'DATABASE_URL: is no address of such a server; write postgres://user:password@host:port',
    ],
    [{ POLICY: 'three' }, "POLICY: 'three' is not possible; write two-sessions or single-session"],
    [
      { IDLE_TIMEOUT: '60' },
      "IDLE_TIMEOUT: '60' has no unit; write '60s', '60m' or a number of milliseconds",
    ],
  ])('%j is refused with what would be right', (env, message) => {
    expect(() => readSettings(env)).toThrow(message)
  })
})
