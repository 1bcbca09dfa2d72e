import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const page = read('docs/guarantees.md')

/** What a section names: `- "title": [`file`](../file)`. */
function namedTests(id: string): { readonly title: string; readonly file: string }[] {
  const [, section = ''] = page.split(new RegExp(`^## ${id} `, 'm'))
  const [text = ''] = section.split(/^## /m)
  return [...text.matchAll(/^- "(.+)": \[`(.+)`\]\(\.\.\/\2\)$/gm)].map(([, title = '', file = '']) => ({
    title,
    file,
  }))
}

/** The texts of a file that a title may be, with `…` for what is filled in. */
function textsOf(file: string): Set<string> {
  const texts = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text)
    if (ts.isTemplateExpression(node)) {
      texts.add([node.head, ...node.templateSpans.map(({ literal }) => literal)].map((x) => x.text).join('…'))
    }
    node.forEachChild(visit)
  }
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest))
  return texts
}

const promised = [...read('README.md').matchAll(/^\| \*\*(G\d+)\*\* \|/gm)].map(([, id = '']) => id)

it('the README promises G1 to G10, and docs/guarantees.md tells of each', () => {
  const ids = Array.from({ length: 10 }, (_, index) => `G${index + 1}`)
  expect(promised).toEqual(ids)
  expect([...page.matchAll(/^## (\S+)/gm)].map(([, id]) => id)).toEqual(ids)
})

it('every list item of docs/guarantees.md names a test', () => {
  const items = page.match(/^- /gm) ?? []
  expect(promised.flatMap(namedTests)).toHaveLength(items.length)
})

describe.each(promised)('%s', (id) => {
  const named = namedTests(id)

  it('has tests', () => {
    expect(named.length).toBeGreaterThan(0)
  })

  it.each(named)('is in "$title"', ({ title, file }) => {
    expect(title).toMatch(new RegExp(`\\b${id}\\b`))
    expect(textsOf(file)).toContain(title)
  })
})
