import { headingAnchor } from '../docs/.vitepress/heading-anchor.ts'

/** A link of a page, and where it stands. */
export interface MarkdownLink {
  readonly target: string
  /** From 1. */
  readonly line: number
}

/** Where links go: of Markdown and of HTML, images too; `link` in front matter is the site's own. */
const LINKS = [
  /\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g,
  /^\[[^\]]+\]: (\S+)/gm,
  /(?:href|src)="([^"]+)"/g,
  /^\s*link: (\S+)$/gm,
]

export function markdownLinks(markdown: string): MarkdownLink[] {
  const prose = withoutCode(markdown)
  return LINKS.flatMap((link) =>
    [...prose.matchAll(link)].map(({ 1: target = '', index }) => ({
      target,
      line: prose.slice(0, index).split('\n').length,
    })),
  )
}

/** The anchors that a page has on GitHub and on the site: of its headings, counted where they are the same. */
export function markdownAnchors(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = headingAnchor(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let unique = anchor
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`
    anchors.add(unique)
  }
  return anchors
}

/** Lines stay where they are. */
function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^( *)```.*?^\1```$/gms, (block) => block.replaceAll(/[^\n]/g, ''))
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`\n]+`/g, '``')
}
