import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { markdownPrograms } from './markdown-programs.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))

/**
 * Compiles every block of every page in one TypeScript program: strictly, as an ES module under NodeNext, against the packages'
 * source, with what this repository has installed and the globals of Node and of browsers. Nothing is written.
 *
 * @param pages  What they hold, by their path in the repository.
 * @returns      `path:line: what is wrong`, for all that does not compile.
 */
export function compileMarkdown(pages: ReadonlyMap<string, string>): string[] {
  const files = virtualFiles(pages)
  const options = compilerOptions()
  const program = ts.createProgram([...files.keys()], options, hostOf(files, options))
  const wrong = [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  })
  // A block that others continue is compiled with each of them.
  return [...new Set([...program.getOptionsDiagnostics(), ...wrong].map(sentence))]
}

/** A page is a directory to the compiler: `docs/guide/tokens.md/line-12.ts`. */
function virtualFiles(pages: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const [page, markdown] of pages) {
    for (const [name, code] of markdownPrograms(markdown)) files.set(join(repository, page, name), code)
  }
  return files
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(repository, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repository)
  return {
    ...options,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    // An example shows a value and leaves what is done with it to the reader.
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedDeclarations: false,
    declaration: false,
    customConditions: ['@seatkit/source'],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    jsx: ts.JsxEmit.ReactJSX,
  }
}

function hostOf(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const directories = new Set([...files.keys()].map((path) => dirname(path)))
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    directoryExists: (path) => directories.has(path) || ts.sys.directoryExists(path),
    getSourceFile: (path, version) => {
      const text = files.get(path) ?? host.readFile(path)
      return text === undefined ? undefined : ts.createSourceFile(path, text, version)
    },
  }
}

function sentence({ file, start = 0, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined) return message
  const { line } = file.getLineAndCharacterOfPosition(start)
  return `${relative(repository, dirname(file.fileName))}:${line + 1}: ${message}`
}
