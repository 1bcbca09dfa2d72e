import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** As much of a `package.json` as the tests look at. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies?: Ranges
  readonly devDependencies?: Ranges
  readonly peerDependencies?: Ranges
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>
}

/** What is asked for of each package, by name. */
export type Ranges = Readonly<Record<string, string>>

export interface Workspace {
  /** Absolute. */
  readonly directory: string
  readonly manifest: Manifest
}

/** The root of this repository, absolute. */
export const REPOSITORY: string = fileURLToPath(new URL('..', import.meta.url))

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(`${directory}/package.json`, 'utf8')) as Manifest
}

/** What is published, in the order in which it is built. */
export function publishablePackages(): readonly Workspace[] {
  const { workspaces } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as {
    readonly workspaces: readonly string[]
  }
  return workspaces
    .filter((path) => path.startsWith('packages/'))
    .map((path) => ({ directory: REPOSITORY + path, manifest: readManifest(REPOSITORY + path) }))
}

/** What a program may import of a package: `@seatkit/core`, `@seatkit/core/http` and so on. */
export function entriesOf({ name, exports = {} }: Manifest): readonly string[] {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1))
}
