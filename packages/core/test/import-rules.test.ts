import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { brokenRules, findCycle, importsOf, impureWords, type Sources, weakChance } from './import-rules.ts'

const PACKAGES = join(import.meta.dirname, '../..')

const sources: Sources = new Map(
  globSync('*/src/**/*.ts', { cwd: PACKAGES }).map((path) => [
    path,
    readFileSync(join(PACKAGES, path), 'utf8'),
  ]),
)
const policy = [...sources].filter(([path]) => path.startsWith('core/src/policy/'))

describe('the house', () => {
  it('is read: every package is there', () => {
    const packages = new Set([...sources.keys()].map((path) => path.split('/')[0]))
    expect([...packages]).toEqual(
      expect.arrayContaining(['core', 'conformance', 'store-sqlite', 'adapter-express']),
    )
    expect(policy.length).toBeGreaterThan(10)
  })

  it('imports only what its rules allow', () => {
    expect(brokenRules(sources)).toEqual([])
  })

  it('has no circle of imports', () => {
    expect(findCycle(sources)).toBeNull()
  })

  it('imports jose in jwt alone', () => {
    const importers = [...sources].filter(([, text]) =>
      importsOf(text).some(({ specifier }) => specifier === 'jose'),
    )
    expect(importers.map(([path]) => path)).toEqual(['core/src/jwt/jwt-tokens.ts'])
  })

  it.each(policy)('%s names no clock, chance, I/O or later', (_, text) => {
    expect(impureWords(text)).toEqual([])
  })
})

describe('chance', () => {
  /** The client spreads its reconnecting, and makes nothing that has to be secret. The kit names the users of its cases. */
  const harmless = ['client/src/listen-live.ts', 'conformance/src/http/scenes.ts']

  it('R15 is that of the system, and nothing secret is a UUID', () => {
    const weak = [...sources].filter(([, text]) => weakChance(text).length > 0).map(([path]) => path)
    expect(weak.sort()).toEqual(harmless)
  })
})

describe('core', () => {
  it('depends on three small packages', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(PACKAGES, 'core/package.json'), 'utf8'),
    )
    expect(Object.keys(dependencies)).toEqual(['bowser', 'cookie', 'jose'])
    expect(peerDependencies).toBeUndefined()
  })

  it.each([
    ['@seatkit/core', []],
    ['@seatkit/core/http', ['bowser', 'cookie']],
    ['@seatkit/core/jwt', ['jose']],
    ['@seatkit/core/testing', []],
  ])('%s loads of other packages %o', (specifier, expected) => {
    expect(packagesLoadedBy(specifier)).toEqual(expected)
  })
})

describe('the rules', () => {
  const file = (path: string, text: string): Sources => new Map([[path, text]])

  it.each([
    ['core/src/policy/a.ts', "import { hash } from 'node:crypto'"],
    ['core/src/policy/a.ts', "import type { SessionStore } from '../store/index.ts'"],
    ['core/src/policy/a.ts', "export * from '../manager/index.ts'"],
    ['core/src/policy/a.ts', "const later = () => import('../http/index.ts')"],
    ['core/src/policy/a.ts', "type Store = import('../store/index.ts').SessionStore"],
    ['core/src/store/a.ts', "import { SessionManager } from '../manager/index.ts'"],
    ['core/src/manager/a.ts', "import { problem } from '../http/index.ts'"],
    ['core/src/manager/a.ts', "import { SignJWT } from 'jose'"],
    ['core/src/http/a.ts', "import { memoryStore } from '../store/index.ts'"],
    ['core/src/http/a.ts', "import { memoryStore as store } from '../store/index.ts'"],
    ['core/src/http/a.ts', "import { jwtTokens } from '../jwt/index.ts'"],
    ['core/src/http/a.ts', "import express from 'express'"],
    ['core/src/index.ts', "export * from './jwt/index.ts'"],
    ['store-redis/src/a.ts', "import { problem } from '@seatkit/core/http'"],
    ['adapter-koa/src/a.ts', "import express from 'express'"],
    ['adapter-express/src/a.ts', "import { sqliteStore } from '@seatkit/store-sqlite'"],
    ['adapter-express/src/a.ts', "import { Draft } from '../../core/src/policy/draft.ts'"],
    ['unknown/src/a.ts', "import { hash } from 'node:crypto'"],
  ])('refuse in %s: %s', (path, text) => {
    expect(brokenRules(file(path, text))).toHaveLength(1)
  })

  it('find a circle', () => {
    const circle = new Map([
      ['core/src/policy/a.ts', "import { b } from './b.ts'"],
      ['core/src/policy/b.ts', "import { c } from './c.ts'"],
      ['core/src/policy/c.ts', "import type { b } from './b.ts'"],
    ])
    expect(findCycle(circle)).toEqual(['b', 'c', 'b'].map((name) => `core/src/policy/${name}.ts`))
  })

  it('find chance that can be foreseen, and not in comments', () => {
    expect(weakChance('// Math.random()\nconst a = Math.random() + crypto.randomUUID()')).toEqual([
      'Math.random',
      'randomUUID',
    ])
  })

  it('find what is not pure, and not in comments', () => {
    const text =
      '/* async Date */ const at = Date.now() // Math.random()\nexport async function f() { await g(at) }'
    expect(impureWords(text)).toEqual(['Date', 'async', 'await'])
    expect(impureWords('const x = Math.random() + performance.now()')).toEqual(['Math.random', 'performance'])
  })
})

/** The packages that an import of ours brings in, by name, as Node really loads them. */
function packagesLoadedBy(specifier: string): readonly string[] {
  const program = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    await import('${specifier}')
    console.log(JSON.stringify(urls))`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--conditions=@seatkit/source',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      program,
    ],
    { cwd: import.meta.dirname, timeout: 20_000, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  const urls: string[] = JSON.parse(stdout)
  const names = urls.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1])
  return [...new Set(names)].filter((name) => name !== undefined).sort()
}
