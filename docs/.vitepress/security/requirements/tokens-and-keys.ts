import type { Requirement } from '../proof.ts'
import { HTTP, HTTP_CASES, JWT, MANAGER, NOTIFIER, STORE_CASES } from '../test-folders.ts'

/** What proves a session, and the keys behind it. */
export const TOKENS_AND_KEYS: readonly Requirement[] = [
  {
    id: 'R15',
    asked: 'ASVS 7.2.3, 11.5.1; NIST asks for 64 bits',
    requirement: 'Tokens have at least 128 bits of a cryptographic generator, and are no UUIDs',
    answer: "256 bits of the system's generator for tokens and tickets, 128 for ids that may be shown.",
    proofs: [
      [`${MANAGER}/credentials.test.ts`, 'R15 is in every token and ticket anew, all 256 bits of it'],
      [
        `${MANAGER}/credentials.test.ts`,
        'R15 is shared by no two ids and secrets of one draw: what is shown must not say what is secret',
      ],
      ['packages/core/test/import-rules.test.ts', 'R15 is that of the system, and nothing secret is a UUID'],
    ],
  },
  {
    id: 'R16',
    asked: 'ASVS 16.2.5; session management cheat sheet',
    requirement: 'What is stored, logged and told cannot be used to sign in',
    answer:
      "Stored is the SHA-256 of a token's secret; the id of a session is another value, and public. Files, logs, events, frames and lists of a whole story are searched for every secret of it.",
    proofs: [
      [
        'examples/dashboard/test/secrecy.test.ts',
        'G6 R16 no token, ticket, code or password of %s is in the files, in what is printed, told or listed',
      ],
      [`${MANAGER}/secrecy.test.ts`, 'R16 no secret is in what is stored, but hashes'],
      [
        `${NOTIFIER}/prompts.test.ts`,
        'G6 says neither code, token, ticket nor any hash in anything that is sent',
      ],
    ],
  },
  {
    id: 'R17',
    asked: 'ASVS 11.2.4',
    requirement: 'Credentials are compared in constant time, and none of another length fails',
    answer:
      'Hashes of a fixed length are compared, character by character to the end; a text of any length is a 401.',
    proofs: [
      [
        `${HTTP}/cookies.test.ts`,
        'R17 answers 401 to credentials of every length, in a cookie and in a header',
      ],
      ['packages/core/test/policy/equal-hashes.test.ts', '%o and %o are equal: %s'],
    ],
  },
  {
    id: 'R18',
    asked: 'ASVS 3.3.1–3.3.4; NIST §5.1.1; RFC 6265bis',
    requirement: 'Cookies are for the host alone, over TLS alone, and out of reach of scripts',
    answer:
      '`__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax`, `Path=/`, and no `Domain`: there is no option that changes it, but `allowInsecureLocalhost` for plain http on the own machine.',
    proofs: [
      [
        `${HTTP}/cookies.test.ts`,
        'R18 sets three cookies, to the letter: for the host alone, and never for a domain',
      ],
      [
        `${HTTP_CASES}/cookie-cases.ts`,
        'MUST set the session cookie for the host alone, out of reach of scripts, until the browser closes',
      ],
      [
        `${HTTP}/session-context.test.ts`,
        'R18 uses names and attributes for plain http on this machine only, and only when it is told so',
      ],
    ],
  },
  {
    id: 'R19',
    asked: 'RFC 6265bis',
    requirement: 'Cookies are found by their exact name, and one that stands twice is none',
    answer: 'Names in other letters, in quotes or with another prefix are not ours; of two, one was planted.',
    proofs: [
      [`${HTTP}/cookies.test.ts`, 'R19 reads the cookie %s'],
      [`${HTTP_CASES}/cookie-cases.ts`, 'MUST NOT trust a cookie whose name stands twice'],
      [`${HTTP_CASES}/cookie-cases.ts`, 'MUST take cookie names to the letter'],
    ],
  },
  {
    id: 'R20',
    asked: 'ASVS 3.3.5, 4.2.5',
    requirement: 'A cookie is of at most 4,096 bytes',
    answer:
      "User ids are of at most 128 bytes and there are no claims of the application's in a token, so none grows beyond that.",
    proofs: [
      [
        `${HTTP}/cookies.test.ts`,
        'R20 keeps each cookie within 4096 bytes, for the longest user there can be',
      ],
    ],
  },
  {
    id: 'R21',
    asked: 'ASVS 14.2.1',
    requirement: 'Credentials are never in a URL',
    answer: 'Neither paths nor queries are looked at, over HTTP and when a WebSocket is opened.',
    proofs: [
      [`${HTTP_CASES}/credential-cases.ts`, 'MUST ignore tokens in URLs'],
      [`${NOTIFIER}/upgrade.test.ts`, 'does not read a token or a ticket in the query'],
    ],
  },
  {
    id: 'R22',
    asked: 'ASVS 14.3.2',
    requirement: 'An answer that hands out a credential or a code is kept by no cache',
    answer:
      "`Cache-Control: no-store` on every answer of ours, and on every answer of the application that sets or clears one of our cookies. `Clear-Site-Data` at the sign-out is the application's to send.",
    proofs: [
      [
        `${HTTP}/no-store.test.ts`,
        'R22 an answer of the application that %s may not be kept, if it sets or clears a cookie: %s',
      ],
      [
        `${HTTP_CASES}/sign-in-cases.ts`,
        'MUST answer a login that waits with 202, its code, and nothing that signs in (G2)',
      ],
      [`${HTTP}/problem.test.ts`, '%s is a %i'],
    ],
  },
  {
    id: 'R23',
    asked: 'ASVS 9.1.1–9.1.3; RFC 8725bis §3.1',
    requirement: 'A JWT is checked with one algorithm for each key, and with no key that it brings itself',
    answer:
      'A key is configured with its algorithm; `none`, another algorithm, embedded keys and addresses of keys are refused, and an unknown `kid` is a 401 without asking anybody.',
    proofs: [
      [`${JWT}/jwt-tokens.test.ts`, 'R23 R24 that %s is refused'],
      [
        `${JWT}/jwt-tokens.test.ts`,
        'R23 does not get another key of the ring, nor that key another algorithm',
      ],
      [`${JWT}/jwt-tokens.test.ts`, 'R23 does not choose another algorithm for a key that could do it'],
      ['packages/core/test/fuzz/parsers.test.ts', 'as a token: it is nobody, or it is the session it was'],
    ],
  },
  {
    id: 'R24',
    asked: 'ASVS 9.2.1–9.2.4; RFC 8725bis on `typ` and `aud`',
    requirement:
      'A JWT names its type, issuer, audience, subject, session and end, and each of them is checked',
    answer: 'A token that lacks one, or has one of another type or value, is refused.',
    proofs: [
      [`${JWT}/jwt-tokens.test.ts`, 'R24 without %s is refused'],
      [`${JWT}/jwt-tokens.test.ts`, 'R24 with an odd %s is refused'],
      [
        `${JWT}/jwt-tokens.test.ts`,
        'lives until its time by the clock it is given, and five seconds for clocks that differ',
      ],
    ],
  },
  {
    id: 'R25',
    asked: 'RFC 8725bis on the entropy of keys; JWT cheat sheet',
    requirement: 'Keys are long enough, and can be changed without signing anybody out',
    answer:
      'A secret of fewer than 32 bytes is refused when the key ring or the manager is made. Tokens of an older key live as long as it is in the ring.',
    proofs: [
      [`${JWT}/jwt-tokens.test.ts`, 'R25 refuses %s'],
      [`${MANAGER}/options.test.ts`, 'R25 refuses %o as a secret'],
      [`${JWT}/jwt-tokens.test.ts`, 'R25 lets older tokens live while their key is there, and no longer'],
    ],
  },
  {
    id: 'R26',
    asked: 'ASVS 10.4.5, 10.4.8',
    requirement: 'Refresh tokens are replaced at each use, by one of several at once',
    answer:
      "There are no refresh tokens: the session's one token is asked for in the store at each request. When it is replaced, one of several replacements wins; the token before is refused, and nothing more is made of its return, since a request that was under way does the same.",
    proofs: [
      [`${MANAGER}/rotation.test.ts`, 'R13 gives one new token to two rotations at once'],
      [
        `${STORE_CASES}/race-cases.ts`,
        'MUST let one of several at once change the credential, and the old one never work again',
      ],
      [
        `${HTTP_CASES}/rotation-cases.ts`,
        'MUST refuse the token before a rotation at once when its session has ended, or was given another one since (G4)',
      ],
    ],
  },
  {
    id: 'R27',
    asked: 'ASVS 8.3.2',
    requirement: 'A session that has ended is refused at once, with a JWT too',
    answer:
      'JWTs are looked up in the store on every request, by `sid` and `jti`; there is no cache, and no option for one. A service that only checks signatures knows nothing of ends before `exp`.',
    proofs: [
      [
        `${MANAGER}/tokens.test.ts`,
        'G4 G9 refuses the token in the call after any kind of end, and says why',
      ],
      [
        'examples/express-jwt.test.ts',
        'G4 refuses the token of the earlier login as soon as there is a new one, and says why',
      ],
    ],
  },
]
