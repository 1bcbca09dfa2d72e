import type { Requirement } from '../proof.ts'
import { HTTP, HTTP_CASES, MANAGER, NOTIFIER, POLICY, POSTGRES, REDIS, STORE_CASES } from '../test-folders.ts'

/** What is answered when something fails, what is written down, and what all this runs on. */
export const OPERATIONS: readonly Requirement[] = [
  {
    id: 'R49',
    asked: 'ASVS 16.5.2, 16.5.3',
    requirement: 'When the store cannot answer, nobody is let in and nobody is signed out',
    answer:
      '503 with `Retry-After`, in every framework and under live connections. Each call of a whole story is made to fail once, before and after it happened.',
    proofs: [
      [
        `${HTTP}/fail-closed.test.ts`,
        'G8 whichever call fails: 503, no credential, nothing half-written, and the same story when asked again',
      ],
      [
        `${HTTP}/fail-closed.test.ts`,
        'G8 whichever answer is lost: 503, no credential, and the story goes on',
      ],
      [
        `${NOTIFIER}/fail-closed.test.ts`,
        'G8 whichever call of the store fails under a live connection: 503 or "store-unavailable", nobody let in or out',
      ],
      [
        `${HTTP_CASES}/outage-cases.ts`,
        'MUST answer whatever needs a session with 503, and leave the cookies alone, when the store cannot answer (G8)',
      ],
    ],
  },
  {
    id: 'R50',
    asked: 'ASVS 16.5.1; RFC 9457',
    requirement: 'Errors are problem documents with a stable type, and tell nothing of what is inside',
    answer:
      "Every refusal of every route is read: its status is the answer's, its members are those that are documented, and the statement that failed is not in it.",
    proofs: [
      [
        `${HTTP}/refusals.test.ts`,
        'R50 every refusal is a problem with its own status, says nothing else than it may, and nothing of what is inside',
      ],
      [`${HTTP}/problem.test.ts`, 'G8 answers $name with 503 and Retry-After, and nothing of its cause'],
    ],
  },
  {
    id: 'R51',
    asked: 'RFC 6585 §4',
    requirement: 'A 429 says when to come back, and is kept by no cache',
    answer: '`Retry-After` in whole seconds, and `no-store`, as all problems have.',
    proofs: [
      [`${HTTP}/problem.test.ts`, '%s is a %i'],
      [
        `${HTTP_CASES}/challenge-cases.ts`,
        'MUST answer 429 and Retry-After when the budget of wrong codes is used up, which a new login does not refill (G5)',
      ],
    ],
  },
  {
    id: 'R52',
    asked: 'ASVS 6.3.8',
    requirement: 'Refusals do not tell what there is',
    answer:
      "What is unknown and what is somebody else's are one answer, by the same calls of the store; `bench/answer-times.ts` prints how long each takes. That unknown users and wrong passwords are alike is the login's own; the dashboard shows how.",
    proofs: [
      [
        `${MANAGER}/same-calls.test.ts`,
        'R52 what is unknown, somebody else’s, over or wrong costs the store the same calls',
      ],
      [
        `${HTTP_CASES}/challenge-cases.ts`,
        "MUST answer the same 404 for an unknown login and for somebody else's",
      ],
      [
        `${MANAGER}/breaker.test.ts`,
        'R33 R52 while it is open a right code is answered as any other, nothing is counted, and it closes by itself',
      ],
      ['examples/dashboard/test/accounts.test.ts', 'answers a wrong password and an unknown address alike'],
    ],
  },
  {
    id: 'R53',
    asked: 'ASVS 16.2.1, 16.2.2, 16.3.1–16.3.4; OWASP Logging Vocabulary',
    requirement: 'Whatever happens is logged once, with time, user, session, device and reason',
    answer:
      "Each change has its events, which a model checks against the state; `securityLogEntry` writes one in OWASP's words. That a token of an ended session was used changes nothing and is the application's to log, by `endReason`.",
    proofs: [
      [
        `${MANAGER}/security-log-entry.test.ts`,
        'R53 R54 writes one entry for everything that happens, from the audit trail as from the events',
      ],
      [`${MANAGER}/security-log-entry.test.ts`, 'R53 writes $0.type in OWASP’s words'],
      [`${POLICY}/properties.test.ts`, 'G1 G2 G3 G5 G7 G9 hold in every state'],
    ],
  },
  {
    id: 'R54',
    asked: 'G10, a promise of our own',
    requirement: 'State and audit trail are written together',
    answer:
      'One transaction, or one script. Processes are killed between any two moments, and afterwards the two agree.',
    proofs: [
      [
        `${POSTGRES}/kill.test.ts`,
        'G10 killed while logins are written, … times: what was acknowledged is there, and the audit agrees',
      ],
      [`${REDIS}/kill.test.ts`, 'G10 kill -9 of a process that logs in loses nothing acknowledged, … times'],
      [
        `${STORE_CASES}/race-cases.ts`,
        'MUST keep state and audit trail in agreement through a mixture of everything at once (G10)',
      ],
      [
        'packages/store-sqlite/test/kill.test.ts',
        'notices a store that commits the audit trail after the state',
      ],
    ],
  },
  {
    id: 'R55',
    asked: 'ASVS 16.4.1',
    requirement: 'What clients call themselves breaks no log line, no page and no expression',
    answer:
      'Control characters, line ends and those that turn the direction of text are taken out, and a user agent is cut to 512 characters before anything else looks at it.',
    proofs: [
      [
        `${MANAGER}/security-log-entry.test.ts`,
        'R55 is one line as JSON, and as text, whatever a client or a user is called',
      ],
      [`${MANAGER}/device-text.test.ts`, 'R55 stores one line of well-formed text, whatever a client sends'],
      [
        `${HTTP}/device-name.test.ts`,
        'P23 R55 names user agents that are made to have expressions try again and again',
      ],
    ],
  },
  {
    id: 'R56',
    asked: 'ASVS 14.2.7, 16.2.5; NIST §5.3',
    requirement: 'What is personal is kept no longer, and no more of it, than is needed',
    answer:
      "`retention` of the store, `forget` for one user, and `ipPrivacy` for addresses. The audit trail can be added to and purged by age, and not changed. The lengths are the application's choice.",
    proofs: [
      [`${MANAGER}/ip-privacy.test.ts`, 'R56 stores, lists and tells no whole address: %s'],
      [`${MANAGER}/sweep.test.ts`, 'R56 drops history past its retention'],
      [
        `${STORE_CASES}/cleaning-cases.ts`,
        'MUST remove by purging what ended longer ago than its retention, and nothing that has not',
      ],
      [
        `${STORE_CASES}/cleaning-cases.ts`,
        'MUST erase all that is known of a user, for every handle, and nothing of anybody else',
      ],
    ],
  },
  {
    id: 'R57',
    asked: 'ASVS 13.1.2, 13.1.3, 13.2.6',
    requirement: 'Limits, deadlines and repetitions are documented, and are what the code does',
    answer:
      'One table, [limits and deadlines](guide/operating.md#limits-and-deadlines), which is compared with the constants of the code.',
    proofs: [
      [
        'test-support/docs-limits.test.ts',
        'R57 docs/guide/operating.md gives every limit and deadline as the code has it',
      ],
      [`${REDIS}/network.test.ts`, 'fails every call within the deadline, and all is there afterwards'],
      [`${POSTGRES}/faults.test.ts`, 'a pool that is exhausted'],
    ],
  },
  {
    id: 'R58',
    asked: 'ASVS 13.2.2',
    requirement: 'The account of the database may do what is used, and nothing else',
    answer:
      'Redis: an ACL with exactly the commands that scripts and clients use. Postgres: a role that reads and writes rows and changes no table. The application creates them.',
    proofs: [
      [`${REDIS}/acl.test.ts`, 'R58 needs no other rights than those that the README says'],
      [`${REDIS}/acl.test.ts`, 'R58 is granted nothing that no script and no client uses'],
      [`${POSTGRES}/migrations.test.ts`, 'may not change the tables, nor read which steps were made'],
      [
        `${POSTGRES}/migrations.test.ts`,
        'lacks nothing but what was not granted: then calls fail with what Postgres says',
      ],
    ],
  },
  {
    id: 'R59',
    asked: 'ASVS 15.1.2, 15.2.1; CVE-2025-49844',
    requirement: 'What comes along is known, and new enough',
    answer:
      "An SBOM, exact versions here, ranges with floors in what is published. Redis below 7.0 is refused; which security fixes a server has cannot be read from its version where a distribution backports them, so keeping it up to date is the operator's.",
    proofs: [
      [
        'test-support/supply-chain.test.ts',
        'R59 is these packages and no others, all under the MIT licence, as the SBOM says',
      ],
      [
        'test-support/supply-chain.test.ts',
        'P13 ask for a ws in which tiny fragments cannot fill the memory: 8.21',
      ],
      [`${REDIS}/server.test.ts`, 'refuses a Redis that is too old'],
    ],
  },
  {
    id: 'R60',
    asked: 'ASVS 8.4.1',
    requirement: 'Tenants do not meet',
    answer:
      'The application composes the user id of the tenant and the user (`acme:42`), and everything is kept, locked and looked for by it. Ids that look alike are different users on every store.',
    proofs: [
      [
        `${MANAGER}/tenants.test.ts`,
        'R60 the same person in two tenants is two users: limits, lists, histories and ends of one are not the other’s',
      ],
      [
        `${MANAGER}/tenants.test.ts`,
        'R60 a token of one tenant is none of another, though the ids in it are exchanged',
      ],
      [`${STORE_CASES}/write-cases.ts`, 'MUST keep users apart whose ids look alike'],
      [
        `${STORE_CASES}/write-cases.ts`,
        "MUST keep one user's session as it is when another user gets one with the same id",
      ],
    ],
  },
]
