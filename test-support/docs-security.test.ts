import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LESSONS } from '../docs/.vitepress/security/lessons.ts'
import { securityPage } from '../docs/.vitepress/security/page.ts'
import { REQUIREMENTS } from '../docs/.vitepress/security/requirements.ts'
import { testTitles } from './test-titles.ts'

const repository = new URL('../', import.meta.url)
const numbered = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)

it('docs/security-checklist.md is what it is made from; npm run docs:generate makes it so', () => {
  expect(readFileSync(new URL('docs/security-checklist.md', repository), 'utf8')).toBe(securityPage())
})

it('every requirement and every lesson is there, in order', () => {
  expect(REQUIREMENTS.map(({ id }) => id)).toEqual(numbered('R', 60))
  expect(LESSONS.map(({ id }) => id)).toEqual(numbered('P', 23))
})

it('what names no test is the duty of the application, which SECURITY.md says, or says why it cannot happen', () => {
  const security = readFileSync(new URL('SECURITY.md', repository), 'utf8')
  for (const { id, proofs } of REQUIREMENTS) if (proofs.length === 0) expect(security).toMatch(`(${id})`)
  for (const { proofs, answer } of LESSONS) if (proofs.length === 0) expect(answer).not.toBe('')
})

const named = [...REQUIREMENTS, ...LESSONS].flatMap(({ id, proofs }) =>
  proofs.map(([file, title]) => ({ id, file, title })),
)

it.each(named)('$id is in "$title"', ({ file, title }) => {
  expect(existsSync(new URL(file, repository))).toBe(true)
  expect(testTitles(file)).toContain(title)
})
