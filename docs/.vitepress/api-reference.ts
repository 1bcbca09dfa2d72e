import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, type TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { publicModules } from './public-modules.ts'

/** Writes the API reference to `docs/api`, a page for each module that may be imported, from the packages' source. */
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const repository = at('../..')
const modules = publicModules()

const options: Partial<TypeDocOptions & PluginOptions> = {
  name: 'API reference',
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: at('tsconfig.api.json'),
  // `npm run typecheck` sees to that; here the browser's types and Node's meet.
  skipErrorChecking: true,
  entryPoints: modules.map(({ entryPoint }) => entryPoint),
  basePath: repository,
  out: at('../api'),
  readme: 'none',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  router: 'module',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  sanitizeComments: true,
  // Stores inherit comments from the contract, which name errors of core.
  validation: { invalidLink: false },
}
const application = await Application.bootstrapWithPlugins(options)
const project = await application.convert()
if (project === undefined) throw new Error('TypeDoc could not read the source')

const names = new Map(modules.map(({ name, entryPoint }) => [nameByPath(entryPoint), name]))
for (const reflection of project.children ?? [])
  reflection.name = names.get(reflection.name) ?? reflection.name

application.validate(project)
await application.generateOutputs(project)
if (application.logger.hasErrors() || application.logger.hasWarnings()) process.exitCode = 1

/** What TypeDoc calls a module: its path without what is always the same. */
function nameByPath(entryPoint: string): string {
  return relative(repository, entryPoint).replace(/(\/index)?\.ts$/, '')
}
