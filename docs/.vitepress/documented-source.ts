import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { type PublicModule, publicModules } from './public-modules.ts'

/** Something public with a name of its own, and what its docstring says of it. */
export interface Documented {
  readonly name: string
  readonly text: string
}

/** An error class: `code` and `status` as its type has them, and the module it is imported from. */
export interface DocumentedError extends Documented {
  readonly code: string
  readonly status: string
  readonly module: string
}

/** What the packages export, with its docstrings, by the TypeScript compiler. */
export class DocumentedSource {
  readonly #checker: ts.TypeChecker
  /** Core's come first: the browser's client has types of the same names. */
  readonly #exports = new Map<ts.Symbol, PublicModule>()

  constructor() {
    const modules = publicModules()
    const program = ts.createProgram(
      modules.map(({ entryPoint }) => entryPoint),
      compilerOptions(),
    )
    this.#checker = program.getTypeChecker()
    for (const module of modules) {
      const source = program.getSourceFile(module.entryPoint)
      const symbol = source && this.#checker.getSymbolAtLocation(source)
      for (const one of symbol ? this.#checker.getExportsOfModule(symbol) : []) {
        const original = this.#original(one)
        if (!this.#exports.has(original)) this.#exports.set(original, module)
      }
    }
  }

  /**
   * The members of a union of texts, in the order of its source, each with its item of the docstring's list.
   *
   * @throws {Error} Where a member has no item, or an item no member.
   */
  union(name: string): Documented[] {
    const members = this.unionMembers(name)
    const items = new Map(listItems(this.#docstring(this.#find(name))))
    const strangers = [...items.keys()].filter((item) => !members.includes(item))
    if (strangers.length > 0) throw new Error(`${name} has no member ${strangers.join(', ')}`)
    return members.map((member) => {
      const text = items.get(member)
      if (text === undefined) throw new Error(`the docstring of ${name} does not say what '${member}' means`)
      return { name: member, text }
    })
  }

  /** The members of a union of texts, in the order of its source. */
  unionMembers(name: string): string[] {
    const declaration = this.#find(name).declarations?.find(ts.isTypeAliasDeclaration)
    if (declaration === undefined || !ts.isUnionTypeNode(declaration.type)) {
      throw new Error(`${name} is no union`)
    }
    return declaration.type.types.map((type) => type.getText().slice(1, -1))
  }

  /** The properties of a constant object, each with its value and its own docstring. */
  constants(name: string): (Documented & { readonly value: string })[] {
    const declaration = this.#find(name).declarations?.find(ts.isVariableDeclaration)
    if (declaration === undefined) throw new Error(`${name} is no constant`)
    return this.#checker
      .getTypeAtLocation(declaration)
      .getProperties()
      .map((property) => ({
        name: property.name,
        value: this.#checker.typeToString(this.#checker.getTypeOfSymbol(property)),
        text: this.#docstring(property),
      }))
  }

  /** The classes that extend `base` and can be imported, core's first. */
  errors(base: string): DocumentedError[] {
    const baseType = this.#checker.getDeclaredTypeOfSymbol(this.#find(base))
    return [...this.#exports].flatMap(([symbol, { name: module }]) => {
      if ((symbol.flags & ts.SymbolFlags.Class) === 0) return []
      const type = this.#checker.getDeclaredTypeOfSymbol(symbol)
      if (type === baseType || !this.#extends(type, baseType)) return []
      const code = this.#typeOf(type, 'code').replaceAll('"', '')
      const status = this.#typeOf(type, 'status')
      return [{ name: symbol.name, text: this.#docstring(symbol), code, status, module }]
    })
  }

  #find(name: string): ts.Symbol {
    const symbol = [...this.#exports.keys()].find((one) => one.name === name)
    if (symbol === undefined) throw new Error(`nothing exports ${name}`)
    return symbol
  }

  #original(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
  }

  #extends(type: ts.Type, base: ts.Type): boolean {
    const bases = type.isClassOrInterface() ? this.#checker.getBaseTypes(type) : []
    return bases.some((one) => one === base || this.#extends(one, base))
  }

  #typeOf(type: ts.Type, property: string): string {
    const symbol = type.getProperty(property)
    return symbol === undefined ? '' : this.#checker.typeToString(this.#checker.getTypeOfSymbol(symbol))
  }

  /** With links as code, and without the line breaks of the source within a paragraph. */
  #docstring(symbol: ts.Symbol): string {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker))
    return text.replaceAll(/\{@link (\w+)\}/g, '`$1`').replaceAll(/(?<!\n)\n(?!\n|- )/g, ' ')
  }
}

function listItems(docstring: string): (readonly [name: string, text: string])[] {
  return [...docstring.matchAll(/^- `([\w-]+)`: (.+)$/gm)].map(([, name = '', text = '']) => [name, text])
}

function compilerOptions(): ts.CompilerOptions {
  const path = fileURLToPath(new URL('tsconfig.api.json', import.meta.url))
  const { config } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8'))
  return ts.parseJsonConfigFileContent(config, ts.sys, fileURLToPath(new URL('.', import.meta.url))).options
}
