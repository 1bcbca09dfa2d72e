import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from './settings.ts'

/** The keys of the server: one for the codes, one for JWTs, one for the codes that are mailed. */
export interface Keys {
  readonly codes: Uint8Array
  readonly jwt: Uint8Array
  readonly recovery: Uint8Array
}

const BYTES = 32

/** Keys that outlive a restart, from a file in the data directory that only its owner may read; for `memory`, new ones. */
export function loadKeys(settings: Settings): Keys {
  const root = settings.store === 'memory' ? randomBytes(BYTES) : fileKey(settings.dataDir)
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', root, '', purpose, BYTES))
  return { codes: derive('codes'), jwt: derive('jwt'), recovery: derive('recovery') }
}

function fileKey(dataDir: string): Buffer {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'server.key')
  try {
    // Made by whichever process is first: `wx` fails for the others, who read what that one wrote.
    writeFileSync(file, randomBytes(BYTES), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = readFileSync(file)
  if (key.byteLength === BYTES) return key
  throw new Error(`${file} does not hold a key of ${BYTES} bytes; remove it, and a new one is made`)
}
