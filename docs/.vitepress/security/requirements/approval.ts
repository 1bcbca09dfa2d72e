import type { Requirement } from '../proof.ts'
import { HTTP, HTTP_CASES, MANAGER, NOTIFIER, POLICY, POSTGRES, REDIS, STORE_CASES } from '../test-folders.ts'

/** A login that a signed-in device lets in by a code. */
export const APPROVAL: readonly Requirement[] = [
  {
    id: 'R28',
    asked: 'ASVS 6.5.4; NIST §3.1.3.2, at least six digits',
    requirement: 'A code has six digits of which none can be foreseen',
    answer: "The system's generator draws from all million codes, those with zeros in front included.",
    proofs: [
      [
        `${MANAGER}/credentials.test.ts`,
        'R28 is six digits of which none is likelier than another, zeros in front included',
      ],
      [`${MANAGER}/credentials.test.ts`, 'R28 is measured by what notices codes that %s'],
    ],
  },
  {
    id: 'R29',
    asked: 'ASVS 6.5.5; NIST §3.1.3.2, at most ten minutes',
    requirement: 'A code is valid for at most ten minutes',
    answer:
      'Two minutes unless said otherwise, by the clock of the store; more than ten is refused when the policy is made.',
    proofs: [
      [
        `${MANAGER}/directions.test.ts`,
        'R29 a code is good until the very last millisecond, in both directions',
      ],
      [`${POLICY}/policy-options.test.ts`, 'an option that is wrong is refused with what would be right'],
      [`${POLICY}/approval.test.ts`, 'G5 is one whose two minutes have passed'],
    ],
  },
  {
    id: 'R30',
    asked: 'ASVS 6.5.1; NIST §3.1.3.2',
    requirement: 'A code is good once',
    answer:
      'An answer is consumed in the change that approves. Of fifty right ones at once one is taken, and fifty redemptions make one session.',
    proofs: [
      [
        `${POSTGRES}/races.test.ts`,
        '50 right ones: the code is taken once, and 50 redemptions make one session',
      ],
      [
        `${REDIS}/races.test.ts`,
        '50 right ones: the code is taken once, and 50 redemptions make one session',
      ],
      [
        `${STORE_CASES}/race-challenge-cases.ts`,
        'MUST take a code once when 50 right answers come at once (G5)',
      ],
    ],
  },
  {
    id: 'R31',
    asked: 'ASVS 6.6.2; CVE-2026-45337',
    requirement:
      'A code is bound to its user, its login, its ticket and who answers; what is missing equals nothing',
    answer:
      'A waiting login is a fact of its user and looked for nowhere else. The hash of a code is bound to the login, and to the session that shows it; an empty or missing part is a refusal and never a match.',
    proofs: [
      [
        `${POLICY}/directions.test.ts`,
        'G5 P9 what is missing equals nothing: no code yet, no session that shows it, an empty hash',
      ],
      [`${HTTP_CASES}/challenge-cases.ts`, "MUST NOT take one login's code for another's"],
      [
        `${HTTP_CASES}/challenge-cases.ts`,
        "MUST answer the same 404 for an unknown login and for somebody else's",
      ],
      [`${POLICY}/redemption.test.ts`, 'a ticket that is not its own, or a challenge that is not there'],
    ],
  },
  {
    id: 'R32',
    asked: 'ASVS 6.6.3; NIST §3.1.3.2, §3.2.2',
    requirement: 'Wrong codes are counted before they are compared, and a new code refills nothing',
    answer:
      'Five for each login; ten in a row for each user, then one after thirty seconds and ever fewer, whatever new logins or codes are made in between.',
    proofs: [
      [`${POSTGRES}/races.test.ts`, '50 wrong ones: five are counted'],
      [`${HTTP_CASES}/challenge-cases.ts`, 'MUST count 50 wrong codes typed at once as five (G5)'],
      [
        `${HTTP_CASES}/challenge-cases.ts`,
        'MUST answer 429 and Retry-After when the budget of wrong codes is used up, which a new login does not refill (G5)',
      ],
      [
        `${HTTP_CASES}/direction-cases.ts`,
        'MUST void a code when another is asked for, and refill no answers (G5)',
      ],
    ],
  },
  {
    id: 'R33',
    asked: "Dashlane's report of 2026",
    requirement: 'Guessing that is spread over many accounts is noticed and stopped',
    answer:
      'Every process counts the wrong codes of all users. Beyond what is ordinary (300 in ten minutes), no code is compared for ten minutes and the application is told. It is a brake: the limits of R32 hold whatever the bus brings.',
    proofs: [
      [
        `${MANAGER}/breaker.test.ts`,
        '… accounts with five guesses each: 301 are compared, and the application is told once',
      ],
      [`${MANAGER}/breaker.test.ts`, 'are seen in every process, though each has only some of them'],
      [`${MANAGER}/breaker.test.ts`, 'R33 a few wrong codes of many people, every day, refuse nobody'],
    ],
  },
  {
    id: 'R34',
    asked: 'ASVS 6.6.4; NIST §3.1.3 on limits to prompts',
    requirement: 'Who knows the password cannot wear the owner down with prompts',
    answer:
      'Ten prompts without an approval in between are followed by ten minutes of peace, and "not me" by an hour. Logins wait on without a prompt, and are let in by their code.',
    proofs: [
      [
        `${NOTIFIER}/prompts.test.ts`,
        'R34 is prompted of ten times at most when a stranger with the password signs in a thousand times',
      ],
      [
        `${NOTIFIER}/prompts.test.ts`,
        'R34 is not prompted of after "not me", but is in the next hello, and is let in by its code',
      ],
      [
        `${HTTP_CASES}/report-cases.ts`,
        'MUST prompt of no further login once one is reported, and still let one in by its code',
      ],
    ],
  },
  {
    id: 'R35',
    asked: 'ASVS 6.1.1; NIST §3.2.2; Keycloak 44474',
    requirement: 'Nobody can lock the owner out on purpose',
    answer:
      'A login that waits takes no seat, wrong codes end no session, and a login that finds no seat counts as no failure of anything. As long as the logins of a stranger prompt, other devices of the owner may have to try again; "not me" ends that at once, and the tenth prompt by itself.',
    proofs: [
      [
        `${POLICY}/prompting.test.ts`,
        'G7 keeps no place from the owner who says "not me" after %i minutes of it',
      ],
      [`${POLICY}/admission.test.ts`, 'G2 a pending challenge takes no seat'],
      [
        `${MANAGER}/lock-out.test.ts`,
        'R35 neither wrong codes nor refused logins of a stranger sign the owner out, or keep the owner from signing in',
      ],
      [`${POLICY}/session.test.ts`, 'R35 may end older sessions from its age on, and others at once'],
    ],
  },
  {
    id: 'R36',
    asked: 'ASVS 6.3.5; NIST §4.6; session management cheat sheet, "simultaneous session logons"',
    requirement: 'The owner is shown who wants in, and told how it ended',
    answer:
      "A prompt has the device, its address and the time, and no code; both sides are told of every outcome. A mail about it is the application's to send: `onEvent` tells when.",
    proofs: [
      [
        `${NOTIFIER}/prompts.test.ts`,
        'G6 is prompted to the signed-in device, without its code, message for message',
      ],
      [`${NOTIFIER}/prompts.test.ts`, 'is told why it is over, and its connection closes'],
      [
        `${HTTP_CASES}/challenge-cases.ts`,
        'MUST show who waits to the one who may answer, without the code (G6)',
      ],
    ],
  },
  {
    id: 'R37',
    asked: 'Multi-factor cheat sheet',
    requirement: 'A stored code cannot be found by trying all of them; a new one voids the one before',
    answer: 'Stored is an HMAC under the secret of the application, bound to the login.',
    proofs: [
      [
        `${MANAGER}/secrecy.test.ts`,
        'G6 a code is stored as what its key alone can make: no plain hash of it',
      ],
      [
        `${MANAGER}/waiting.test.ts`,
        'codes are hashed with the key of the manager: who has another one approves nothing',
      ],
      [`${MANAGER}/directions.test.ts`, 'G5 a code asked for by one session is void when another asks'],
    ],
  },
  {
    id: 'R38',
    asked: 'ASVS 2.3.1',
    requirement: 'Who waits holds nothing that signs in, and takes no step out of order',
    answer:
      'A ticket asks how the login stands, types a code where that is its part, redeems once and gives up. Every pair of steps is tried, in both directions of the code.',
    proofs: [
      [
        `${HTTP_CASES}/pending-cases.ts`,
        'MUST take a ticket for waiting only, and a session for everything else (G2)',
      ],
      [`${HTTP}/replays.test.ts`, 'G5 after "%s", "%s" is answered as documented'],
      [`${HTTP_CASES}/pending-cases.ts`, 'MUST give one session to 50 redemptions made at once (G5)'],
    ],
  },
  {
    id: 'R39',
    asked: 'ASVS 7.5.1, 7.5.3; CVE-2026-16103',
    requirement: 'Who approves is signed in when the code is typed and not revoked when it is redeemed',
    answer:
      'Both are looked at in the change itself, and so are the limit and the budget of wrong codes. An approval by a session that was revoked since is void.',
    proofs: [
      [`${POLICY}/ending.test.ts`, 'revoking voids the approvals it gave, and no other'],
      [
        `${POLICY}/directions.test.ts`,
        'G4 an approval is void when that session is revoked before it is redeemed',
      ],
      [
        `${HTTP_CASES}/direction-cases.ts`,
        'MUST let nobody in by a code whose device has signed out since (G4)',
      ],
      [`${HTTP_CASES}/rotation-cases.ts`, 'MUST take a code from the token after a rotation alone'],
    ],
  },
]
