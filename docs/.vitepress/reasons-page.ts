import { type ProblemCode, problem } from '@seatkit/core/http'
import { DocumentedSource } from './documented-source.ts'

/** The text of `docs/reasons.md`: every reason, status, code and error there is, as the source and its docstrings have them. */
export function reasonsPage(): string {
  const source = new DocumentedSource()
  const problems = source.unionMembers('ProblemCode').map((code) => [`\`${code}\``, ...problemOf(code)])
  const errors = source.errors('SeatkitError').map(({ name, code, status, text, module }) => {
    const [summary = ''] = text.split('\n')
    return [`\`${name}\``, `\`${code}\``, status, summary, `\`${module}\``]
  })
  return [
    '# Reasons and errors',
    `Every text and number that a program may compare. They are stable: new ones may come, and none changes its meaning. This page
is made from the source by \`npm run docs:generate\`.`,
    '## End reasons',
    `Why a session ended: \`endReason\` of a session, in the history, in a 401 and in [\`session.ended\`](PROTOCOL.md#server-to-client).`,
    table(
      ['reason', 'means'],
      source.union('EndReason').map(({ name, text }) => [`\`${name}\``, text]),
    ),
    '## Challenge statuses',
    'How a waiting login stands: `status` of `GET /pending`, `challenge.status` of a 410, and `challenge.closed`.',
    table(
      ['status', 'means'],
      source.union('ChallengeStatus').map(({ name, text }) => [`\`${name}\``, text]),
    ),
    '## Problem codes',
    `\`code\` of an \`application/problem+json\` answer. What else each of them says is in [HTTP](HTTP.md#problem-codes).`,
    table(['code', 'status', 'title'], problems),
    '## Close codes',
    `With which a WebSocket is closed. What a client does then, and the codes of WebSocket itself, are in
[the protocol](PROTOCOL.md#closing).`,
    table(
      ['code', 'name', 'means'],
      source.constants('CloseCode').map(({ name, value, text }) => [value, `\`CloseCode.${name}\``, text]),
    ),
    '## Errors',
    `Refusals are values; errors are failures. Each of these is a \`SeatkitError\`, with the \`status\` that frameworks answer.
A wrong option or argument is a \`TypeError\` that names it and says what would be right.`,
    table(['error', 'code', 'status', 'means', 'import'], errors),
  ]
    .join('\n\n')
    .concat('\n')
}

/** As it is answered. */
function problemOf(code: string): string[] {
  const { status, body = '{}' } = problem(code as ProblemCode)
  const { title } = JSON.parse(body) as { readonly title: string }
  return [String(status), title]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
