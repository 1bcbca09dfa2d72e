import { LESSONS } from './lessons.ts'
import type { Lesson, Proof, Requirement } from './proof.ts'
import { REQUIREMENTS } from './requirements.ts'

/** The text of `docs/security-checklist.md`. */
export function securityPage(): string {
  const proven = REQUIREMENTS.filter(({ proofs }) => proofs.length > 0)
  return [
    '# Security checklist',
    `What standards ask of session management, what Seatkit does about each point, and the tests that would fail first if it were
not so: ${proven.length} of ${REQUIREMENTS.length} points are proven by tests, the others are the application's own, as [SECURITY.md](../SECURITY.md) says. ASVS is
OWASP's Application Security Verification Standard 5.0, NIST is SP 800-63B-4. This page is made by \`npm run docs:generate\`; a
test holds it to the tests that it names.`,
    '## Requirements',
    ...REQUIREMENTS.map(requirement),
    '## Learned from others',
    `Holes that were found elsewhere, each with the test that keeps it out of here, or the reason why there is no place for it.`,
    ...LESSONS.map(lesson),
  ]
    .join('\n\n')
    .concat('\n')
}

function requirement({ id, asked, requirement, answer, proofs }: Requirement): string {
  return [`### ${id} ${requirement}`, `*${asked}*`, answer, ...proven(proofs)].join('\n\n')
}

function lesson({ id, happened, answer, proofs }: Lesson): string {
  return [`### ${id} ${happened}`, answer, ...proven(proofs)].join('\n\n')
}

/** A list of the tests, or nothing. */
function proven(proofs: readonly Proof[]): string[] {
  const lines = proofs.map(([file, title]) => `- "${title}": [\`${file}\`](../${file})`)
  return lines.length === 0 ? [] : [lines.join('\n')]
}
