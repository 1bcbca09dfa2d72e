import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { httpCases } from '@seatkit/conformance/http'
import { describe, expect, it } from 'vitest'
import { markdownCode } from './markdown-code.ts'
import { scratchProject } from './scratch-project.ts'

const page = readFileSync(fileURLToPath(new URL('../docs/guide/custom-adapter.md', import.meta.url)), 'utf8')
const files = markdownCode(page)
const ids = httpCases({ url: '', mount: '' }).map(({ id }) => id)

describe('docs/guide/custom-adapter.md', { timeout: 60_000 }, () => {
  it('has an adapter that passes every case', async () => {
    expect(await runKit(files)).toEqual({ passed: ids, failed: [] })
  })

  it('names the cases that fail when one cookie overwrites another', async () => {
    const [, listed = ''] = /\b(H\d\d(?:(?:, | and )H\d\d)*) fail, and others/.exec(page) ?? []
    const named = listed.split(/, | and /)
    expect(named).toContain('H41')
    expect((await runKit(withOverwriting(files))).failed).toEqual(expect.arrayContaining(named))
  })
})

/** The page's files with its own advice taken. */
function withOverwriting(original: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const source = original.get('node-adapter.ts') ?? ''
  const broken = source.replace('res.appendHeader(', 'res.setHeader(')
  expect(broken).not.toBe(source)
  return new Map([...original, ['node-adapter.ts', broken]])
}

/** Runs the page's own lines, and says which cases passed and which did not. */
async function runKit(program: ReadonlyMap<string, string>) {
  using project = scratchProject(program)
  const { output } = await project.node('--test', '--test-reporter=tap')
  const idsOf = (line: RegExp): (string | undefined)[] => [...output.matchAll(line)].map(([, id]) => id)
  return { passed: idsOf(/^ok \d+ - (H\d+) /gm), failed: idsOf(/^not ok \d+ - (H\d+) /gm) }
}
