/**
 * A fenced block of code in a Markdown page. What follows the language in the info string is shown nowhere on GitHub:
 *
 * - `ts server.ts`: a file with that name, which the page's other blocks may import as `./server.ts`. Blocks of one name are one file.
 * - `ts continues`: goes on from the block before it. In a code group, `ts continues [Koa]` goes on from the last block with the
 *   label `[Koa]`, or where there is none from the last one without a label.
 * - `ts excerpt`: no program, but words of a file under `packages/*\/src`, exactly.
 *
 * A block inside an HTML comment is not shown, and counts like any other: it declares what an example takes from its reader, as in
 * `declare function checkPassword(body: unknown): Promise<{ id: string }>`.
 */
export interface CodeBlock {
  /** The first word after the fence, such as `ts`. */
  readonly language: string
  /** The other words. */
  readonly words: readonly string[]
  /** Without the indentation of its fence. */
  readonly code: string
  /** Of the first line of `code`, from 0. */
  readonly line: number
}

/** Every fenced block of a page that names its language, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^( *)```(\w+) *([^\n]*)\n(.*?)^\1```$/gms)].map((match) => {
    const [, indent = '', language = '', words = '', code = ''] = match
    return {
      language,
      words: words.split(' ').filter((word) => word !== ''),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: markdown.slice(0, match.index).split('\n').length,
    }
  })
}

/** The name of the file that a block is, or is a part of; undefined for most. */
export function fileName({ words }: CodeBlock): string | undefined {
  return words.find((word) => /^[\w-].*\.[jt]sx?$/.test(word))
}

/** The files that a page is made of, by name: the blocks of one name joined in order. */
export function markdownCode(markdown: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const block of codeBlocks(markdown)) {
    const name = fileName(block)
    if (name === undefined) continue
    const before = files.get(name)
    files.set(name, before === undefined ? block.code : `${before}\n${block.code}`)
  }
  return files
}
