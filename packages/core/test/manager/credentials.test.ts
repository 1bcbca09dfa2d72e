import { expect, it } from 'vitest'
import { newLoginSecrets } from '../../src/manager/credentials.ts'

it('shares no byte of one draw between two ids and secrets: what is shown must not say what is secret', () => {
  const made = Object.values(newLoginSecrets()).map((text) => Buffer.from(text, 'base64url'))
  expect(made.map(({ length }) => length)).toEqual([16, 32, 16, 32])
  // Four bytes in a row are the same by chance once in a billion draws.
  const runs = made.flatMap((bytes) =>
    Array.from({ length: bytes.length - 3 }, (_, at) => bytes.toString('hex', at, at + 4)),
  )
  expect(new Set(runs).size).toBe(runs.length)
})
