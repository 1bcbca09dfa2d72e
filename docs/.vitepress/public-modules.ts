import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What may be imported, such as `@seatkit/core/http`, and the source file behind it. */
export interface PublicModule {
  readonly name: string
  readonly entryPoint: string
}

const repository = fileURLToPath(new URL('../..', import.meta.url))

interface PackageJson {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly '@seatkit/source': string }>>
}

/** All that the packages export, by their `package.json`; core first, as the others are built on it. */
export function publicModules(): PublicModule[] {
  const paths = globSync('packages/*/package.json', { cwd: repository }).sort()
  const modules = paths.flatMap((path) => modulesOf(join(repository, path)))
  const isCore = ({ name }: PublicModule): boolean => name.startsWith('@seatkit/core')
  return [...modules.filter(isCore), ...modules.filter((module) => !isCore(module))]
}

function modulesOf(path: string): PublicModule[] {
  const { name, exports } = JSON.parse(readFileSync(path, 'utf8')) as PackageJson
  return Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [{ name: join(name, subpath), entryPoint: join(dirname(path), target['@seatkit/source']) }],
  )
}
