import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { markdownCode } from './markdown-code.ts'
import { scratchProject } from './scratch-project.ts'

const path = fileURLToPath(new URL('../docs/guide/testing-your-policy.md', import.meta.url))
const page = readFileSync(path, 'utf8')

it('has tests that pass', { timeout: 60_000 }, async () => {
  const titles = [...page.matchAll(/^test\('(.+)', /gm)].map(([, title]) => title)
  expect(titles).toHaveLength(5)
  using project = scratchProject(markdownCode(page))
  const { output } = await project.node('--test', '--test-reporter=tap')
  const passed = [...output.matchAll(/^ok \d+ - (.+)$/gm)].map(([, title]) => title)
  expect(passed.sort()).toEqual(titles.sort())
})
