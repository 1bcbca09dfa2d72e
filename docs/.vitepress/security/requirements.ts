import type { Requirement } from './proof.ts'

/** The requirements by number. Wherever an answer changes, so does `docs/security-checklist.md`. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'R1',
    asked: 'ASVS 7.1.1, 7.1.2',
    requirement: 'The number of sessions, and what happens at the limit, are defined and documented',
    answer:
      'A policy names its limit, what happens there (`reject`, `end-oldest`, `end-least-recent`, `end-all`) and its times; there are defaults for all, and an option that is wrong is refused when the policy is made.',
    proofs: [
      ['packages/core/test/policy/limit.test.ts', 'G1 with four sessions and every seat taken'],
      [
        'packages/core/test/policy/policy-options.test.ts',
        'an option that is wrong is refused with what would be right',
      ],
    ],
  },
]
