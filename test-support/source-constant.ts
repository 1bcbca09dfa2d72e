import { readFileSync } from 'node:fs'
import ts from 'typescript'

/**
 * The number or text that a constant of a source file is, or the default that an option has there (`timeout = '2s'`,
 * `options.timeout ?? '2s'`), as text; it need not be exported for that.
 *
 * @throws {Error} When the file has no such constant.
 */
export function sourceConstant(file: string, name: string): string {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const value = initializerOf(node, name)
    if (value && (ts.isNumericLiteral(value) || ts.isStringLiteral(value))) found.push(value.text)
    node.forEachChild(visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
  const [value] = found
  if (value === undefined) throw new Error(`${file}: there is no constant ${name}`)
  return value
}

function initializerOf(node: ts.Node, name: string): ts.Expression | undefined {
  if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)) {
    return node.name.text === name ? node.initializer : undefined
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken) {
    return undefined
  }
  return ts.isPropertyAccessExpression(node.left) && node.left.name.text === name ? node.right : undefined
}
