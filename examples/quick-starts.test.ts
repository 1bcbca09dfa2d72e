import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { quickStartStory } from './quick-start-story.ts'
import { runningExample } from './running-example.ts'

describe.each(['express-quickstart', 'koa-quickstart', 'hono-quickstart'])('%s', (name) => {
  it('signs in, lists, asks for approval and signs out', async () => {
    await quickStartStory(await runningExample(name))
  })

  it('is of at most 60 lines', () => {
    const lines = readFileSync(join(import.meta.dirname, name, 'server.ts'), 'utf8').split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
  })
})
