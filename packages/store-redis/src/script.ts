import { createHash } from 'node:crypto'

/** A Lua script and the SHA-1 by which Redis knows it: two versions of Seatkit on one Redis do not meet. */
export interface Script {
  readonly source: string
  readonly sha: string
}

export function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}
