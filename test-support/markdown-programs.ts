import { type CodeBlock, codeBlocks, fileName } from './markdown-code.ts'

/** The languages that are compiled, by the extension of their files. */
const COMPILED = ['ts', 'tsx', 'js', 'jsx']

/**
 * What a compiler has to be shown of a page, by file name: each block with those it continues, on the lines where they stand on the
 * page, so that what is wrong is found there.
 */
export function markdownPrograms(markdown: string): ReadonlyMap<string, string> {
  const programs = new Map<string, string>()
  const blocks = codeBlocks(markdown).filter(({ language }) => COMPILED.includes(language))
  for (const [index, block] of blocks.entries()) {
    if (block.words.includes('excerpt')) continue
    const chain = chainOf(block, blocks.slice(0, index))
    const extension = chain.some(({ language }) => language === 'tsx') ? 'tsx' : block.language
    programs.set(fileName(block) ?? `line-${block.line + 1}.${extension}`, inPlace(chain))
  }
  return programs
}

/** The block itself, last, and all that come before it in its program. */
function chainOf(block: CodeBlock, earlier: readonly CodeBlock[]): CodeBlock[] {
  const name = fileName(block)
  if (name !== undefined) return [...earlier.filter((other) => fileName(other) === name), block]
  if (!block.words.includes('continues')) return [block]
  const before = continuedBy(block, earlier)
  if (before === undefined) throw new Error(`line ${block.line} continues a block that is not there`)
  return [...chainOf(before, earlier.slice(0, earlier.indexOf(before))), block]
}

function continuedBy(block: CodeBlock, earlier: readonly CodeBlock[]): CodeBlock | undefined {
  const label = labelOf(block)
  if (label === undefined) return earlier.at(-1)
  return (
    earlier.findLast((other) => labelOf(other) === label) ??
    earlier.findLast((other) => labelOf(other) === undefined)
  )
}

function labelOf({ words }: CodeBlock): string | undefined {
  return words.find((word) => word.startsWith('['))
}

function inPlace(chain: readonly CodeBlock[]): string {
  let text = ''
  for (const { code, line } of chain) {
    text += '\n'.repeat(line - text.split('\n').length + 1) + code
  }
  return text
}
