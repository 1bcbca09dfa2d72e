import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** The texts of a file that the title of a test may be, with `…` for what is filled in. */
export function testTitles(file: string): ReadonlySet<string> {
  const titles = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) titles.add(node.text)
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head, ...node.templateSpans.map(({ literal }) => literal)]
      titles.add(parts.map(({ text }) => text).join('…'))
    }
    node.forEachChild(visit)
  }
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
  return titles
}
