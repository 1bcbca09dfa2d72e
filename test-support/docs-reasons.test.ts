import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { reasonsPage } from '../docs/.vitepress/reasons-page.ts'

it('docs/reasons.md is what the source says; npm run docs:generate makes it so', { timeout: 60_000 }, () => {
  const page = readFileSync(new URL('../docs/reasons.md', import.meta.url), 'utf8')
  expect(page).toBe(reasonsPage())
  for (const known of ['displaced', 'superseded', 'wrong-code', '4401', 'SchemaMissingError']) {
    expect(page).toContain(known)
  }
})
