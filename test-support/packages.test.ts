import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quickStartStory } from '../examples/quick-start-story.ts'
import { runningServer } from '../examples/running-example.ts'
import { type ConsumerProject, consumerProject } from './consumer-project.ts'
import { type PackedPackage, packPackages } from './packed-packages.ts'
import { startPostgres } from './postgres-server.ts'
import {
  entriesOf,
  publishablePackages,
  type Ranges,
  REPOSITORY,
  readManifest,
} from './publishable-packages.ts'
import { startRedis } from './redis-server.ts'

const QUICK_STARTS = ['express', 'koa', 'hono'] as const
/** The oldest Node that the packages allow has to be told. */
const READ_TYPESCRIPT = process.features.typescript ? [] : ['--experimental-strip-types', '--no-warnings']
const TSC = `${REPOSITORY}node_modules/typescript/bin/tsc`
const manifests = publishablePackages().map(({ manifest }) => manifest)
const names = manifests.map(({ name }) => name)
/** All of them on this repository's own Node; on the oldest, those that say that they run there. */
const runnable = manifests.filter(({ engines }) => isAtLeast(process.versions.node, engines?.node ?? ''))

let tarballs: string
let packed: ReadonlyMap<string, PackedPackage>

beforeAll(async () => {
  tarballs = await mkdtemp(join(tmpdir(), 'seatkit-tarballs-'))
  packed = await packPackages(tarballs)
}, 300_000)
afterAll(() => rm(tarballs, { recursive: true }))

describe.each(names)('the tarball of %s', (name) => {
  it('holds what was built, its sources and the papers, and no tests', () => {
    const { files } = packedPackage(name)
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
    const others = files.filter((path) => !/^(LICENSE|README\.md|package\.json|(dist|src)\/.+)$/.test(path))
    expect([others, files.filter((path) => /test(?!ing)|spec|tsconfig|tsup/.test(path))]).toEqual([[], []])
  })

  it('holds whatever its exports lead to, under every condition', () => {
    const { files, manifest } = packedPackage(name)
    const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    )
    expect(targets.filter((path) => !files.includes(path.replace('./', '')))).toEqual([])
  })

  it('holds the sources that its maps lead to, which do not repeat them', async () => {
    const { directory, files } = packedPackage(name)
    const maps = files.filter((path) => path.endsWith('.js.map'))
    expect(maps).not.toEqual([])
    for (const path of maps) {
      const { sources, ...map }: { sources: string[] } = JSON.parse(
        await readFile(join(directory, path), 'utf8'),
      )
      expect(files).toEqual(expect.arrayContaining(sources.map((source) => join(dirname(path), source))))
      expect(map).not.toHaveProperty('sourcesContent')
    }
  })

  it('imports nothing that it does not ask for', async () => {
    const { directory, files, manifest } = packedPackage(name)
    const asked = new Set([name, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })])
    const imported = new Set<string>()
    for (const path of files.filter((file) => /^dist\/.+\.(js|d\.ts)$/.test(file))) {
      for (const specifier of importsOf(await readFile(join(directory, path), 'utf8')))
        imported.add(specifier)
    }
    expect(imported.size).toBeGreaterThan(0)
    const unasked = [...imported].filter((specifier) => !asked.has(packageOf(specifier)))
    expect(unasked.filter((specifier) => !specifier.startsWith('node:'))).toEqual([])
  })
})

describe.each([
  ['the versions that are new today', quickStartDependencies],
  ...(process.env.SEATKIT_LONG ? [['the oldest versions that they allow', oldestDependencies] as const] : []),
] as const)('a project with all of them and %s', (_, dependencies) => {
  let project: ConsumerProject
  const servers = new Map<string, string>()

  beforeAll(async () => {
    project = await consumerProject({ ...dependencies(), ...tarballsOf(names) })
    for (const framework of QUICK_STARTS) {
      const server = await readFile(`${REPOSITORY}examples/${framework}-quickstart/server.ts`, 'utf8')
      servers.set(framework, await project.write(`${framework}/server.ts`, server))
    }
  }, 120_000)
  afterAll(() => project[Symbol.asyncDispose]())

  it.each(QUICK_STARTS)('runs the quick start of %s', { timeout: 30_000 }, async (framework) => {
    await quickStartStory(await runningServer(servers.get(framework) ?? '', {}, READ_TYPESCRIPT))
  })

  it('makes the tables, and keeps sessions with ioredis and pg', { timeout: 60_000 }, async () => {
    await using redis = await startRedis(['--appendonly', 'yes'])
    await using postgres = await startPostgres(['fsync=off'])
    const program = await readFile(`${REPOSITORY}test-support/drivers-round.ts`, 'utf8')
    await project.write('drivers-round.ts', program)
    const migrated = await project.node(
      'node_modules/.bin/seatkit-postgres',
      'migrate',
      '--url',
      postgres.url,
    )
    expect(migrated).toMatchObject({ exitCode: 0 })
    const urls = [`redis://127.0.0.1:${redis.port}`, postgres.url]
    const round = await project.node(...READ_TYPESCRIPT, 'drivers-round.ts', ...urls)
    expect(round).toEqual({ exitCode: 0, output: 'alice null\nalice null\n' })
  })

  it.each(['import', 'require'])('can %s each entry', { timeout: 30_000 }, async (kind) => {
    const load = kind === 'import' ? 'await import(name)' : 'require(name)'
    const code = `for (const name of ${JSON.stringify(runnable.flatMap(entriesOf))}) if (Object.keys(${load}).length === 0) console.log(name)`
    const type = kind === 'import' ? 'module' : 'commonjs'
    const flags = ['--disable-warning=ExperimentalWarning', `--input-type=${type}`, '--eval', code]
    expect(await project.node(...flags)).toEqual({ exitCode: 0, output: '' })
  })

  it.each([
    ['NodeNext', 'NodeNext'],
    ['Bundler', 'ESNext'],
  ])(
    'compiles strictly under moduleResolution %s',
    { timeout: 120_000 },
    async (moduleResolution, module) => {
      const everything = manifests
        .flatMap(entriesOf)
        .map((entry, index) => `export * as entry${index} from '${entry}'`)
      await project.write('entries/every.ts', everything.join('\n'))
      const strictly = { strict: true, exactOptionalPropertyTypes: true, noEmit: true }
      const libraries = { skipLibCheck: false, skipDefaultLibCheck: true }
      const target = { target: 'ES2023', lib: ['ES2023', 'DOM'], types: ['node'] }
      const compilerOptions = { ...strictly, ...libraries, ...target, module, moduleResolution }
      const compiled = async (...include: readonly string[]): Promise<string[]> => {
        const name = `tsconfig.${moduleResolution}-${include[0]}.json`
        await project.write(name, JSON.stringify({ compilerOptions, include }))
        const { output } = await project.node(TSC, '--project', name)
        // What is wrong with the types of others is theirs to repair.
        return output.split('\n').filter((line) => !/^node_modules\/(?!@seatkit\/)|^$/.test(line))
      }
      // Apart, because `@koa/bodyparser` types the body of each Node request, Express' among them.
      expect(await Promise.all([compiled('express', 'hono', 'entries'), compiled('koa')])).toEqual([[], []])
    },
  )
})

describe.each(runnable)('$name alone', (manifest) => {
  it('is imported where nothing is installed but what it asks for', { timeout: 60_000 }, async () => {
    await using project = await consumerProject(tarballsOf(['@seatkit/core', manifest.name]))
    const optional = Object.keys(manifest.peerDependenciesMeta ?? {})
    const own = entriesOf(manifest).filter((entry) => !optional.includes(basename(entry)))
    const imports = own.map((entry) => `import '${entry}'`).join('\n')
    expect(await project.node('--input-type=module', '--eval', imports)).toMatchObject({ exitCode: 0 })
  })
})

function packedPackage(name: string): PackedPackage {
  const found = packed.get(name)
  if (found === undefined) throw new Error(`${name} was not packed`)
  return found
}

/** What a project writes to depend on these. */
function tarballsOf(some: readonly string[]): Ranges {
  return Object.fromEntries(some.map((name) => [name, `file:${packedPackage(name).tarball}`]))
}

/** What the quick starts ask for besides Seatkit, and what else its entries need to be imported and compiled. */
function quickStartDependencies(): Ranges {
  const examples = QUICK_STARTS.map((framework) =>
    readManifest(`${REPOSITORY}examples/${framework}-quickstart`),
  )
  const { devDependencies } = readManifest(`${REPOSITORY}packages/client`)
  const root = readManifest(REPOSITORY).devDependencies
  const asked = examples.flatMap((manifest) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }),
  )
  return {
    ...Object.fromEntries(asked),
    '@types/node': root?.['@types/node'] ?? '',
    react: devDependencies?.react ?? '',
  }
}

/** The same, with the first version of each range of the packages in its place. */
function oldestDependencies(): Ranges {
  const ranges = manifests.flatMap(({ dependencies, peerDependencies }) =>
    Object.entries({ ...dependencies, ...peerDependencies }),
  )
  const oldest = ranges
    .filter(([name]) => !name.startsWith('@seatkit/'))
    .map(([name, range]) => [name, /\d+\.\d+\.\d+/.exec(range)?.[0] ?? ''])
  return { ...quickStartDependencies(), ...Object.fromEntries(oldest) }
}

/** What a file imports from elsewhere, types included. */
function importsOf(code: string): readonly string[] {
  return ts
    .preProcessFile(code)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('.'))
}

/** `kysely` for `kysely/migration`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** @param range  As in `>=22.12`. */
function isAtLeast(version: string, range: string): boolean {
  return version.localeCompare(range.replace('>=', ''), 'en', { numeric: true }) >= 0
}
