import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { sidebar } from '../docs/.vitepress/sidebar.ts'
import { markdownAnchors, markdownLinks } from './markdown-links.ts'
import { markdownPages } from './markdown-pages.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const pages = markdownPages()
const OURS = /^https:\/\/github\.com\/seatkit\/seatkit(?:\/(?:blob|tree)\/main\/|(?=#|$))/

type Pages = ReadonlyMap<string, string>

/** What is wrong with the links of these pages. */
function faults(all: Pages): string[] {
  return [...all].flatMap(([page, markdown]) =>
    markdownLinks(markdown).flatMap(({ target, line }) => {
      const [path, anchor] = inRepository(page, target)?.split('#') ?? []
      const wrong = path === undefined ? null : fault(all, path, anchor)
      return wrong === null ? [] : [`${page}:${line}: ${wrong}`]
    }),
  )
}

function fault(all: Pages, path: string, anchor: string | undefined): string | null {
  const page = pageOf(all, path)
  if (!all.has(page) && !existsSync(repository + path)) return `${path} is not there`
  if (anchor === undefined) return null
  return anchorsOf(all, page).has(anchor) ? null : `${page} has no heading for #${anchor}`
}

/** The page that GitHub shows for a directory. */
function pageOf(all: Pages, path: string): string {
  const readme = posix.join(path, 'README.md')
  return all.has(readme) ? readme : path
}

function anchorsOf(all: Pages, page: string): ReadonlySet<string> {
  const anchors = markdownAnchors(all.get(page) ?? '')
  return page.endsWith('README.md') ? new Set([...anchors, 'readme']) : anchors
}

/** Such as `docs/HTTP.md#shapes`; undefined for a link that leads elsewhere. */
function inRepository(page: string, target: string): string | undefined {
  if (OURS.test(target)) return target.replace(OURS, '')
  if (/^[a-z]+:/.test(target)) return undefined
  if (target.startsWith('#')) return page + target
  if (target.startsWith('/')) return onSite(target)
  return posix.join(posix.dirname(page), target)
}

/** The source of a page of the site; undefined for the API reference, which is there only after a build. */
function onSite(target: string): string | undefined {
  if (target.startsWith('/api/')) return undefined
  const [path = '', ...anchor] = target.split('#')
  return [`docs${path}${path.endsWith('/') ? 'README' : ''}.md`, ...anchor].join('#')
}

it('every link within the repository leads somewhere, to a heading where it names one', () => {
  expect(faults(pages)).toEqual([])
})

it('a link that leads nowhere is found, with its line', () => {
  const broken = `# Broken

[file](tokens-of-another-kind.md) and [heading](../HTTP.md#shape-of-things), but \`[code](nowhere.md)\` is none.
<a href="../nowhere.png">image</a>
[here](#broken) and [not here](#whole) https://example.com/nowhere [well](../HTTP.md#shapes)
[absolute](https://github.com/seatkit/seatkit/blob/main/docs/nowhere.md) [top](https://github.com/seatkit/seatkit#nowhere)

\`\`\`md
[fence](nowhere.md)
\`\`\`

[site](/guide/nowhere)
`
  const found = faults(new Map([...pages, ['docs/guide/broken.md', broken]]))
  expect(found.filter((line) => line.startsWith('docs/guide/broken.md:')).sort()).toEqual([
    'docs/guide/broken.md:12: docs/guide/nowhere.md is not there',
    'docs/guide/broken.md:3: docs/HTTP.md has no heading for #shape-of-things',
    'docs/guide/broken.md:3: docs/guide/tokens-of-another-kind.md is not there',
    'docs/guide/broken.md:4: docs/nowhere.png is not there',
    'docs/guide/broken.md:5: docs/guide/broken.md has no heading for #whole',
    'docs/guide/broken.md:6: README.md has no heading for #nowhere',
    'docs/guide/broken.md:6: docs/nowhere.md is not there',
  ])
})

it("npm shows a package's README by itself: its links are absolute", () => {
  const relative = [...pages].flatMap(([page, markdown]) =>
    page.startsWith('packages/') ? markdownLinks(markdown).map(({ target }) => `${page}: ${target}`) : [],
  )
  expect(relative.filter((link) => !/: (https:|#)/.test(link))).toEqual([])
})

it('the sidebar leads to every page of the site, and to no other', () => {
  const linked = sidebar
    .flatMap(({ items = [] }) => items)
    .flatMap(({ link = '' }) => (link.startsWith('/') ? (onSite(link) ?? []) : []))
  const listedElsewhere = /^docs\/(index|decisions\/\d.*)\.md$/
  const written = [...pages.keys()].filter((page) => page.startsWith('docs/') && !listedElsewhere.test(page))
  expect(linked.sort()).toEqual(written.sort())
})
