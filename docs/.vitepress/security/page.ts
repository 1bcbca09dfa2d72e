import { LESSONS } from './lessons.ts'
import type { Lesson, Proof, Requirement } from './proof.ts'
import { PARTS } from './requirements.ts'

/** The text of `docs/security-checklist.md`. */
export function securityPage(): string {
  return [
    '# Security checklist',
    `What standards ask of session management, what Seatkit does about each point, and the tests that would fail first if it were
not so. Where a part of it is the application's own, the answer says so, and [SECURITY.md](../SECURITY.md#what-stays-with-the-application)
lists it. ASVS is OWASP's Application Security Verification Standard 5.0; NIST is SP 800-63B-4, read in its second public draft; RFCs that
end in "bis" are drafts of their successors; "cheat sheet" is one of OWASP's. This page is made by \`npm run docs:generate\`, and a test
holds it to the tests that it names.`,
    ...PARTS.flatMap(([title, requirements]) => [`## ${title}`, ...requirements.map(requirement)]),
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
