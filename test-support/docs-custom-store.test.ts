import { readFileSync } from 'node:fs'
import { storeCases } from '@seatkit/conformance'
import { memoryStore } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { markdownCode } from './markdown-code.ts'
import { scratchProject } from './scratch-project.ts'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const page = read('docs/custom-store.md')
const files = markdownCode(page)

describe('docs/custom-store.md', { timeout: 60_000 }, () => {
  it('prints the interface as it is', () => {
    const source = read('packages/core/src/store/session-store.ts')
    const contract = source.slice(source.indexOf('/**\n * Where sessions live.'))
    expect(contract).toMatch(/^export interface SessionStore \{$/m)
    expect(page).toContain(`\`\`\`ts excerpt\n${contract}\`\`\`\n`)
  })

  it('has six lines that run the kit', () => {
    expect(files.get('table-store.test.ts')?.trimEnd().split('\n')).toHaveLength(6)
  })

  it('has a store that passes every case', async () => {
    expect(await runKit(files)).toEqual({ passed: caseIds(), failed: [] })
  })

  it('G1 names the cases that fail when the table checks, then acts', async () => {
    const [, listed = ''] = /\b(S\d\d(?:(?:, | and )S\d\d)*) fail\./.exec(page) ?? []
    const named = listed.split(/, | and /)
    expect(named).toContain('S70')
    const passed = caseIds().filter((id) => !named.includes(id))
    expect(await runKit(withLateCheck(files))).toEqual({ passed, failed: named })
  })

  it('G8 has a store that says so when it is not answered, or cannot read what it holds', async () => {
    using project = scratchProject(new Map([...files, ['failures.test.js', FAILURES]]))
    expect(await project.node('--test', 'failures.test.js')).toMatchObject({ exitCode: 0 })
  })
})

/** What the page tells its readers to test themselves. */
const FAILURES = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreCorruptError, StoreUnavailableError } from '@seatkit/core'
import { Table, tableStore } from './table-store.ts'

const fails = () => Promise.reject(new Error('ECONNRESET'))
const writes = { sessions: [], challenges: [], wrongAnswers: { count: 1, lastAt: 0 } }

for (const [method, call] of [
  ['get', (store) => store.read('user')],
  ['put', (store) => store.update('user', () => ({ writes, events: [], result: null }))],
  ['delete', (store) => store.forget('user')],
  ['keys', (store) => store.purge(1)],
  ['keys', (store) => store.expired(1)[Symbol.asyncIterator]().next()],
]) {
  test(method + ' is not answered', async () => {
    const store = tableStore(Object.assign(new Table(), { [method]: fails }))
    await assert.rejects(call(store), StoreUnavailableError)
  })
}

for (const body of ['', '{"user":{', 'null', '{}', '{"user":{"sessions":[]}}']) {
  test('what is stored is ' + body, async () => {
    const table = new Table()
    await table.put('user', 'version', body, undefined)
    await assert.rejects(tableStore(table).read('user'), StoreCorruptError)
  })
}
`

/** The page's files with its own advice taken: the wait of `put` moved below its check. */
function withLateCheck(original: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const source = original.get('table-store.ts') ?? ''
  const broken = source.replace(/^( +await travel\(\)\n)( +if \(.+ !== expected\) return false\n)/m, '$2$1')
  expect(broken).not.toBe(source)
  return new Map([...original, ['table-store.ts', broken]])
}

/** Runs the page's own lines, and says which cases passed and which did not. A case that is skipped is in neither. */
async function runKit(program: ReadonlyMap<string, string>) {
  using project = scratchProject(program)
  const { output } = await project.node('--test', '--test-reporter=tap')
  const idsOf = (line: RegExp): (string | undefined)[] => [...output.matchAll(line)].map(([, id]) => id)
  return {
    passed: idsOf(/^ok \d+ - (S\d+) (?!.*# SKIP)/gm),
    failed: idsOf(/^not ok \d+ - (S\d+) /gm),
  }
}

function caseIds(): string[] {
  const store = memoryStore()
  return storeCases({ open: () => ({ handles: [store, store], close: () => {} }) }).map(({ id }) => id)
}
