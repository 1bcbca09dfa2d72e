import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/** Where the rest of the repository is shown. */
export const ON_GITHUB = 'https://github.com/seatkit/seatkit/blob/main'

/** Turns links out of `docs/`, which are relative so that they work in the repository, into links to GitHub. */
export function repositoryLinks({ renderer }: MarkdownRenderer): void {
  const render = renderer.rules.link_open
  renderer.rules.link_open = (tokens, index, options, env, self) => {
    const href = tokens[index]?.attrGet('href') ?? ''
    const target = posix.join('docs', posix.dirname(env.relativePath), href)
    const leavesSite = href.startsWith('../') && !target.startsWith('docs/')
    if (leavesSite) tokens[index]?.attrSet('href', `${ON_GITHUB}/${target}`)
    return render?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options)
  }
}
