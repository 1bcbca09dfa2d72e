import { posix } from 'node:path'
import ts from 'typescript'

/** TypeScript files by their path from `packages/`: `core/src/policy/change.ts`. */
export type Sources = ReadonlyMap<string, string>

/** What the files of an area may import besides files of their own area. */
interface Rule {
  readonly area: RegExp
  /** Other areas of the same package, and other packages. `node:*` is any module of Node. */
  readonly allowed: readonly string[]
  /** Names that may not be imported from anywhere. */
  readonly refused?: readonly string[]
}

/** Everything a store gives that only an application may choose. */
const CONCRETE_STORES = ['memoryStore', 'MemoryStoreOptions', 'OptimisticLoop', 'CONFLICT']

/** The house's rules; the first that fits an area holds. An area that fits none may import nothing from outside. */
const RULES: readonly Rule[] = [
  { area: /^core\/policy$/, allowed: [] },
  { area: /^core\/store$/, allowed: ['core/policy', 'node:*'] },
  { area: /^core\/manager$/, allowed: ['core/policy', 'core/store', 'node:*'], refused: CONCRETE_STORES },
  {
    area: /^core\/http$/,
    allowed: ['core/policy', 'core/store', 'core/manager', 'bowser', 'cookie', 'node:*'],
    refused: CONCRETE_STORES,
  },
  { area: /^core\/jwt$/, allowed: ['core/manager', 'jose', 'node:*'] },
  { area: /^core\/testing$/, allowed: ['core/policy'] },
  { area: /^core$/, allowed: ['core/policy', 'core/store', 'core/manager'] },
  {
    area: /^store-/,
    allowed: ['@seatkit/core', 'pg', 'kysely', 'kysely/migration', 'ioredis', 'node:*'],
    refused: ['memoryStore'],
  },
  { area: /^adapter-express$/, allowed: ['@seatkit/core', '@seatkit/core/http', 'express'] },
  { area: /^adapter-koa$/, allowed: ['@seatkit/core', '@seatkit/core/http', 'koa'] },
  {
    area: /^adapter-hono$/,
    allowed: ['@seatkit/core', '@seatkit/core/http', 'hono', 'hono/route', 'hono/utils/http-status'],
  },
  { area: /^notifier-ws$/, allowed: ['@seatkit/core', '@seatkit/core/http', 'ws', 'node:*'] },
  { area: /^client$/, allowed: ['partysocket/ws', 'react'] },
  { area: /^conformance$/, allowed: ['@seatkit/core', '@seatkit/core/http', 'node:*'] },
]

interface Import {
  readonly specifier: string
  readonly names: readonly string[]
}

/** Every import that breaks a rule, one line each. */
export function brokenRules(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, text]) => {
    const area = areaOf(path)
    const rule = RULES.find((one) => one.area.test(area))
    return importsOf(text).flatMap(({ specifier, names }) => {
      const target = targetOf(path, specifier)
      const refused = names.filter((name) => rule?.refused?.includes(name))
      const broken = refused.map((name) => `${path} imports ${name}`)
      return isAllowed(target, area, rule?.allowed ?? [])
        ? broken
        : [...broken, `${path} imports ${specifier}`]
    })
  })
}

function isAllowed(target: string, area: string, allowed: readonly string[]): boolean {
  if (target === area || allowed.includes(target)) return true
  return target.startsWith('node:') && allowed.includes('node:*')
}

/** The area a file belongs to: a package, or a folder of core. */
function areaOf(path: string): string {
  const [name = '', , folder = '', file] = path.split('/')
  return name === 'core' && file !== undefined ? `${name}/${folder}` : name
}

/** The area of a relative import; else the package, as it is written. */
function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.') ? areaOf(posix.join(posix.dirname(path), specifier)) : specifier
}

/** Static, dynamic and re-exporting imports, for values and for types. */
export function importsOf(text: string): readonly Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push({ specifier, names: namesOf(node) })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest))
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  const expression =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined
  return expression && ts.isStringLiteralLike(expression) ? expression.text : undefined
}

function namesOf(node: ts.Node): readonly string[] {
  const clause = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node)
      ? node.exportClause
      : undefined
  if (clause === undefined || !('elements' in clause)) return []
  return [...clause.elements].map(({ name, propertyName }) => (propertyName ?? name).text)
}

/** One circle of files that import each other, or null. */
export function findCycle(sources: Sources): readonly string[] | null {
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return null
    for (const { specifier } of importsOf(sources.get(path) ?? '')) {
      if (!specifier.startsWith('.')) continue
      const cycle = walk(posix.join(posix.dirname(path), specifier), [...trail, path])
      if (cycle !== null) return cycle
    }
    done.add(path)
    return null
  }
  for (const path of sources.keys()) {
    const cycle = walk(path, [])
    if (cycle !== null) return cycle
  }
  return null
}

/** Whatever reaches for a clock, for chance, for the outside, or for later. */
const IMPURE =
  /\b(Date|Math\.random|performance|crypto|process|console|globalThis|async|await|Promise|setTimeout|setInterval|queueMicrotask|fetch|require|node:\w+)\b/g

/** The impure words in a file, its comments left out. */
export function impureWords(text: string): readonly string[] {
  return wordsIn(text, IMPURE)
}

/** Whatever makes a value that has less chance in it than a secret needs (OWASP ASVS 11.5.1). */
const WEAK_CHANCE = /\b(Math\.random|pseudoRandomBytes|randomUUID|uuid|nanoid)\b/g

/** Where a file makes such values, its comments left out. */
export function weakChance(text: string): readonly string[] {
  return wordsIn(text, WEAK_CHANCE)
}

function wordsIn(text: string, words: RegExp): readonly string[] {
  const printer = ts.createPrinter({ removeComments: true })
  const code = printer.printFile(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest))
  return [...code.matchAll(words)].map(([word]) => word)
}
