import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const page = text('../docs/HTTP.md')

function text(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
}

function core(path: string): string {
  return text(`../packages/core/src/${path}`)
}

/** What stands between two texts, so that a look elsewhere cannot pass for a match. */
function between(whole: string, from: string, to: string): string {
  const start = whole.indexOf(from)
  const end = whole.indexOf(to, start + from.length)
  if (start === -1 || end === -1) throw new Error(`no '${from}' that is followed by '${to}'`)
  return whole.slice(start + from.length, end)
}

function section(title: string): string {
  return between(`${page}\n## `, `\n## ${title}\n`, '\n## ')
}

function firsts(whole: string, pattern: RegExp): string[] {
  return [...whole.matchAll(pattern)].map(([, first = '']) => first)
}

function union(source: string, name: string): string[] {
  return firsts(between(source, `export type ${name} =\n`, '\n\n'), /'([a-z-]+)'/g)
}

function firstColumn(title: string): string[] {
  const [, rows = ''] = section(title).split('|---|---|\n')
  return firsts(rows, /^\| `([a-z-]+)` \|/gm)
}

/** `404 not-found`, of each problem there is. */
function problems(): string[] {
  const table = between(core('http/problem.ts'), 'const PROBLEMS', '\n}\n')
  return [...table.matchAll(/'([a-z-]+)': \[(\d{3}),/g)].map(([, code, status]) => `${status} ${code}`)
}

/** `GET /challenges`, of each route there is. */
function routes(): string[] {
  const table = between(core('http/session-routes.ts'), 'const RESOURCES', '\n]\n')
  return [...table.matchAll(/\[\/\^(.+)\$\/, methods\((.+)\)\]/g)].flatMap(
    ([, pattern = '', methods = '']) => {
      const path = pattern.replaceAll('([^/]+)', ':id').replaceAll('\\/', '/')
      return firsts(methods, /\b([A-Z]+):/g).map((method) => `${method} ${path}`)
    },
  )
}

it('lists every problem code with its status, and no other', () => {
  const rows = [...section('Problem codes').matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)]
  expect(problems()).toHaveLength(19)
  expect(rows.map(([, code, status]) => `${status} ${code}`)).toEqual(problems())
})

it('names problems elsewhere by a status and a code that belong together, and each of them somewhere', () => {
  const named = [...(section('A login') + section('Routes')).matchAll(/\b(\d{3}) `([a-z-]+)`/g)]
  const unique = new Set(named.map(([, status, code]) => `${status} ${code}`))
  expect([...unique].sort()).toEqual(problems().sort())
})

it('lists every end reason, and no other', () => {
  const reasons = union(core('policy/session.ts'), 'EndReason')
  expect(reasons).toHaveLength(7)
  expect(firstColumn('End reasons')).toEqual(reasons)
})

it('lists every status of a challenge, and no other', () => {
  const statuses = union(core('policy/challenge.ts'), 'ChallengeStatus')
  expect(statuses).toHaveLength(8)
  expect(firstColumn('Challenge statuses')).toEqual(statuses)
})

it('lists every route, and no other', () => {
  const listed = firsts(section('Routes'), /`((?:GET|HEAD|POST|PUT|PATCH|DELETE) \/[^`]*)`/g)
  expect(routes()).toHaveLength(15)
  expect(listed.sort()).toEqual(routes().sort())
})
