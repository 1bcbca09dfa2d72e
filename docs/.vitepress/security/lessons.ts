import type { Lesson } from './proof.ts'

/** What was learned from others, by number. */
export const LESSONS: readonly Lesson[] = [
  {
    id: 'P1',
    happened:
      'express-session 632, connect-redis 328: a request under way saved the session after the logout, and it lived again',
    answer:
      'Session state is not request data: nothing is saved at the end of a request, and every write updates what is there or does nothing.',
    proofs: [
      [
        'packages/conformance/src/cases/race-cases.ts',
        'MUST keep a session ended when activity is recorded at the same time (G3)',
      ],
    ],
  },
]
