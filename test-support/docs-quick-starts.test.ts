import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Browser } from '../examples/browser.ts'
import { quickStartStory } from '../examples/quick-start-story.ts'
import { runningServer } from '../examples/running-example.ts'
import { freePort } from './free-port.ts'
import { codeBlocks } from './markdown-code.ts'
import { scratchProject } from './scratch-project.ts'

const ON_SOURCE = ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning']

/** The README has no password to check, so its servers let everybody in who asks. */
async function shortStory(url: string): Promise<void> {
  const statuses = [201, 202, 202]
  for (const status of statuses)
    expect(await new Browser(url).send('POST', '/login')).toMatchObject({ status })
  expect(await new Browser(url).get('/me')).toMatchObject({ status: 401 })
}

describe.each([
  ['README.md', shortStory],
  ['docs/guide/getting-started.md', quickStartStory],
] as const)('%s', (page, story) => {
  const servers = serversOf(page)

  it('has one server for each framework', () => {
    expect(servers.map(([framework]) => framework)).toEqual(['express', 'koa', 'hono'])
  })

  it.each(servers)('has a server on %s that works as printed', { timeout: 30_000 }, async (_, code) => {
    const onFreePort = code.replaceAll('3000', String(await freePort()))
    expect(onFreePort).not.toBe(code)
    using project = scratchProject(new Map([['server.ts', onFreePort]]))
    await story(await runningServer(project.path('server.ts'), {}, ON_SOURCE))
  })
})

function serversOf(page: string): [framework: string, code: string][] {
  const markdown = readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8')
  return codeBlocks(markdown).flatMap(({ code }) => {
    const framework = /@seatkit\/adapter-(\w+)'/.exec(code)?.[1]
    return framework === undefined ? [] : [[framework, code]]
  })
}
