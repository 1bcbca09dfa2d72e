import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpCases } from '@seatkit/conformance/http'
import { expect, it } from 'vitest'

const cases = httpCases({ url: 'http://127.0.0.1:1', mount: '/sessions' })

it('gives every case an id of its own, and a name that says what it must or should', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  for (const { id, name } of cases) expect(name).toMatch(new RegExp(`^${id} (MUST|SHOULD) `))
})

it('lists the same cases in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = [...readme.matchAll(/^\| (H\d+) \| (.+) \|$/gm)].map(([, id, promise]) => `${id} ${promise}`)
  expect(listed).toEqual(cases.map(({ name }) => name))
})

it.each([
  ['nothing but 404', 404, ''],
  ['nothing but 200', 200, '{}'],
  ['nothing but 401', 401, '{"status":401,"code":"session-required"}'],
  ['nothing but 500', 500, 'Error: out of luck'],
])('passes no server that answers %s', async (_, status, body) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const passed: string[] = []
    for (const { id, run } of httpCases({ url: `http://127.0.0.1:${port}`, mount: '/sessions' })) {
      await run().then(
        () => passed.push(id),
        () => {},
      )
    }
    expect(passed).toEqual([])
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
