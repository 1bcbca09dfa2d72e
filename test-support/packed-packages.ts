import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publishablePackages, REPOSITORY, type Workspace } from './publishable-packages.ts'

const run = promisify(execFile)

export interface PackedPackage extends Workspace {
  readonly tarball: string
  /** The paths inside, from the package's directory on. */
  readonly files: readonly string[]
}

/**
 * The packages as they would be published, by name. Those whose sources are newer than what was built of them are built before.
 *
 * @param destination  The directory for the tarballs.
 */
export async function packPackages(destination: string): Promise<ReadonlyMap<string, PackedPackage>> {
  const packages = publishablePackages()
  // One after the other: the types of one are made from those of the ones before.
  for (const { directory } of packages) {
    if (await isStale(directory)) await run('npm', ['run', 'build'], { cwd: directory })
  }
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--pack-destination', destination, ...packages.map(({ directory }) => directory)],
    { cwd: REPOSITORY, maxBuffer: 16_000_000 },
  )
  const packed = JSON.parse(stdout) as readonly {
    readonly name: string
    readonly filename: string
    readonly files: readonly { readonly path: string }[]
  }[]
  return new Map(
    packages.map((workspace) => {
      const { name } = workspace.manifest
      const { filename, files } = packed.find((entry) => entry.name === name) ?? missing(name)
      const paths = files.map(({ path }) => path)
      return [name, { ...workspace, tarball: join(destination, filename), files: paths }]
    }),
  )
}

async function isStale(directory: string): Promise<boolean> {
  if (!existsSync(join(directory, 'dist'))) return true
  const built = await times(join(directory, 'dist'))
  const settings = [join(directory, 'package.json'), `${REPOSITORY}tsup.library.ts`].map(modified)
  const sources = [...(await times(join(directory, 'src'))), ...settings]
  return Math.min(...built) < Math.max(...sources)
}

async function times(directory: string): Promise<number[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => modified(join(parentPath, name)))
}

function modified(file: string): number {
  return statSync(file).mtimeMs
}

function missing(name: string): never {
  throw new Error(`npm packed no ${name}`)
}
