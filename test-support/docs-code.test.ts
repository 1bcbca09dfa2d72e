import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileMarkdown } from './compile-markdown.ts'
import { codeBlocks, fileName, markdownCode } from './markdown-code.ts'
import { markdownPages } from './markdown-pages.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const pages = markdownPages()
const blocks = [...pages].flatMap(([page, markdown]) =>
  codeBlocks(markdown).map((block) => ({ ...block, page, at: `${page}:${block.line + 1}` })),
)

/** One mistake of each kind that the compiler has to find. */
const BROKEN = `
\`\`\`ts
import { SessionManager } from '@seatkit/core'
const sessions: number = new SessionManager({ store: null })
\`\`\`

\`\`\`ts
const secret = 'a secret of this page'
\`\`\`

\`\`\`ts continues
secret.length.toFixed('two')
\`\`\`

\`\`\`ts server.ts
import { Draft } from '@seatkit/core/policy/draft'
import { Draft as Working } from '@seatkit/core'
\`\`\`

- In a list:
  \`\`\`ts
  sessions.close()
  \`\`\`
`

describe('the code on every page', () => {
  let mistakes: readonly string[]
  beforeAll(() => {
    mistakes = compileMarkdown(new Map([...pages, ['broken.md', BROKEN]]))
  }, 60_000)

  it('compiles', () => {
    expect(mistakes.filter((mistake) => !mistake.startsWith('broken.md'))).toEqual([])
  })

  it('is found, with its line, where it does not compile', () => {
    expect(mistakes.filter((mistake) => mistake.startsWith('broken.md'))).toEqual([
      expect.stringContaining("broken.md:4: Type 'SessionManager' is not assignable to type 'number'"),
      expect.stringContaining("broken.md:4: Type 'null' is not assignable to type 'SessionStore'"),
      expect.stringContaining("broken.md:12: Argument of type 'string' is not assignable"),
      expect.stringContaining("broken.md:16: Cannot find module '@seatkit/core/policy/draft'"),
      expect.stringContaining("broken.md:17: Module '\"@seatkit/core\"' has no exported member 'Draft'"),
      expect.stringContaining("broken.md:22: Cannot find name 'sessions'"),
    ])
  })

  it('imports public exports and files of its own page, and nothing of the repository', () => {
    const strangers = blocks.flatMap(({ page, at, code, words }) => {
      const own = markdownCode(pages.get(page) ?? '')
      const relative = [...code.matchAll(/(?:from|import|import\() ?['"](\.[^'"]*|\/[^'"]*)['"]/g)]
      return relative
        .filter(([, path = '']) => !own.has(path.replace(/^\.\//, '')) && !words.includes('excerpt'))
        .map(([, path]) => `${at} imports ${path}`)
    })
    expect(strangers).toEqual([])
  })

  it('is what the source says where it is an excerpt', () => {
    const sources = globSync('packages/*/src/**/*.ts', { cwd: repository }).map((path) =>
      readFileSync(`${repository}${path}`, 'utf8'),
    )
    const invented = blocks
      .filter(({ words }) => words.includes('excerpt'))
      .filter(({ code }) => !sources.some((source) => source.includes(code)))
    expect(invented.map(({ at }) => at)).toEqual([])
  })

  it('is called what the tests know', () => {
    const known = (word: string): boolean => /^(continues|excerpt|\[.+\]|\{[\d,-]+\})$/.test(word)
    const strange = blocks.filter((block) =>
      block.words.some((word) => !known(word) && word !== fileName(block)),
    )
    expect(strange.map(({ at, words }) => `${at} ${words.join(' ')}`)).toEqual([])
  })

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as { scripts: object }
    const named = [...pages].flatMap(([page, markdown]) =>
      [...markdown.matchAll(/\bnpm (?:run )?(test|(?<=run )[\w:]+)/g)].map(([, script = '']) => ({
        page,
        script,
      })),
    )
    expect(named.map(({ script }) => script)).toContain('demo')
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([])
  })
})
