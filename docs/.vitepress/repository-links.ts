import { join, posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

const ON_GITHUB = 'https://github.com/seatkit/seatkit/blob/main'

/** Turns links out of `docs/`, which are relative so that they work in the repository, into links to GitHub. */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.after('inline', 'repository-links', ({ tokens, env }) => {
    const directory = posix.dirname(join('docs', env.relativePath))
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet('href')
      if (href === null || !href.startsWith('../')) continue
      const target = posix.join(directory, href)
      if (!target.startsWith('docs/')) token.attrSet('href', `${ON_GITHUB}/${target}`)
    }
  })
}
