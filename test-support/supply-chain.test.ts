import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publishablePackages, type Ranges, REPOSITORY, readManifest } from './publishable-packages.ts'

const packages = publishablePackages().map(({ manifest }) => manifest)
const examples = readdirSync(`${REPOSITORY}examples`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readManifest(join(REPOSITORY, 'examples', name)))

describe('versions', () => {
  it('R59 are exact wherever this repository itself installs them', () => {
    const asked = [readManifest(REPOSITORY), ...packages, ...examples].flatMap(({ devDependencies = {} }) =>
      Object.entries(devDependencies),
    )
    asked.push(...examples.flatMap(({ dependencies = {} }) => Object.entries(dependencies)))
    expect(asked.length).toBeGreaterThan(30)
    expect(asked.filter(([, range]) => !/^(npm:.+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
  })

  it('R59 are ranges of the registry wherever a package is published with them', () => {
    const asked = packages.flatMap(({ dependencies, peerDependencies }) =>
      Object.entries({ ...dependencies, ...peerDependencies }),
    )
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter(([, range]) => !/^\^\d+\.\d+\.\d+( \|\| \^\d+\.\d+\.\d+)*$/.test(range))).toEqual([])
  })

  it('P13 ask for a ws in which tiny fragments cannot fill the memory: 8.21', () => {
    const asked: Ranges = packages.find(({ name }) => name === '@seatkit/notifier-ws')?.dependencies ?? {}
    const [, minor] = /^\^8\.(\d+)\.\d+$/.exec(asked.ws ?? '') ?? []
    expect(Number(minor)).toBeGreaterThanOrEqual(21)
  })
})

describe('what comes along', () => {
  it('R59 is these packages and no others, all under the MIT licence, as the SBOM says', {
    timeout: 60_000,
  }, () => {
    const sbom: Sbom = JSON.parse(
      execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: REPOSITORY, encoding: 'utf8' }),
    )
    const theirs = sbom.components.filter((component) => !component['bom-ref'].startsWith('@seatkit/'))
    expect(theirs.map(({ name }) => name).sort()).toEqual([
      'bowser',
      'cookie',
      'event-target-polyfill',
      'jose',
      'kysely',
      'partysocket',
      'ws',
    ])
    expect(new Set(theirs.flatMap(({ licenses }) => licenses.map(({ license }) => license.id)))).toEqual(
      new Set(['MIT']),
    )
  })

  it('R59 is what the lock file has a checksum for', () => {
    const installed = Object.entries(lockFile().packages).filter(
      ([path, { link }]) => path.includes('node_modules/') && link !== true,
    )
    expect(installed.length).toBeGreaterThan(300)
    expect(
      installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([])
  })

  it('R59 runs no script when it is installed, but for the programs that the tools here are', () => {
    const { allowScripts }: { readonly allowScripts: Readonly<Record<string, boolean>> } = JSON.parse(
      readFileSync(`${REPOSITORY}package.json`, 'utf8'),
    )
    const scripted = Object.entries(lockFile().packages).filter(([, entry]) => entry.hasInstallScript)
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(names.filter((name) => !(name in allowScripts))).toEqual([])
  })
})

describe.each(readdirSync(`${REPOSITORY}.github/workflows`))('the workflow %s', (file) => {
  const workflow = readFileSync(join(REPOSITORY, '.github/workflows', file), 'utf8')

  it('R59 may read the repository, and write nothing', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m)
    const granted = [...workflow.matchAll(/^ +[\w-]+: (?:write|write-all|read-all)$/gm)].map(([line]) =>
      line.trim(),
    )
    expect(granted).toEqual(file === 'release.yml' ? ['id-token: write'] : [])
    expect(workflow).not.toMatch(/permissions: *\S|pull_request_target|secrets\./)
  })

  it('R59 runs actions by the commit, and leaves no credential behind', () => {
    const used = [...workflow.matchAll(/uses: *(.*)\n/g)].map(([, action = '']) => action)
    expect(used).not.toEqual([])
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual(
      [],
    )
    const checkouts = workflow.split('uses: actions/checkout@').slice(1)
    expect(checkouts.filter((step) => !/^.*\n +with:\n +persist-credentials: false\n/.test(step))).toEqual([])
  })
})

it('R59 publishes from a job that runs nothing of this repository or its dependencies', () => {
  const release = readFileSync(join(REPOSITORY, '.github/workflows/release.yml'), 'utf8')
  const [before = '', publish = ''] = release.split(/^ {2}publish:$/m)
  expect(before).not.toContain('id-token')
  expect(publish).toContain('id-token: write')
  expect(publish).not.toMatch(/checkout|npm (ci|install|run|exec)|npx/)
})

interface Sbom {
  readonly components: readonly {
    readonly name: string
    /** With its scope and version. */
    readonly 'bom-ref': string
    readonly licenses: readonly { readonly license: { readonly id: string } }[]
  }[]
}

interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      { readonly link?: boolean; readonly integrity?: string; readonly hasInstallScript?: boolean }
    >
  >
}

function lockFile(): LockFile {
  return JSON.parse(readFileSync(`${REPOSITORY}package-lock.json`, 'utf8')) as LockFile
}
