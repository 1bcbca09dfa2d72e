import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))
const PAGES = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*.md', 'examples/*/*.md']
/** TypeDoc makes it from the source. */
const API_REFERENCE = 'docs/api/**'

/** Every page that people write or read here, by its path in the repository. */
export function markdownPages(): ReadonlyMap<string, string> {
  const paths = globSync(PAGES, { cwd: repository, exclude: [API_REFERENCE] }).sort()
  return new Map(paths.map((path) => [path, readFileSync(`${repository}${path}`, 'utf8')]))
}
