import type { Requirement } from '../proof.ts'
import { HTTP, HTTP_CASES, MANAGER, POLICY, POSTGRES, REDIS, STORE_CASES } from '../test-folders.ts'

/** How many sessions there are, how long they last, and how they end. */
export const LIMIT_AND_LIFETIME: readonly Requirement[] = [
  {
    id: 'R1',
    asked: 'ASVS 7.1.1, 7.1.2',
    requirement:
      'The number of sessions, what happens at the limit, and the times are defined and documented',
    answer:
      'A policy names its limit, what happens there and its times; what it resolves to is public (`policy.options`), and an option that is wrong or misspelt is refused when the policy is made. Why a longer time is right for an application, the application writes down.',
    proofs: [
      [`${POLICY}/policy-options.test.ts`, 'an option that is wrong is refused with what would be right'],
      [`${POLICY}/presets.test.ts`, 'is two sessions, the second with approval, and no third'],
    ],
  },
  {
    id: 'R2',
    asked: 'ASVS 2.3.3, 2.3.4, 15.4.2',
    requirement: 'Counting, making room, and beginning the session are one step that nothing comes between',
    answer:
      'A decision is a pure function of all sessions of the user, and a store applies it whole or not at all, with its audit events. Four processes race on each store for many machines, and flawed stores show that the races would notice.',
    proofs: [
      [`${POSTGRES}/races.test.ts`, '%s: never more than the limit, and the winners that the policy says'],
      [`${REDIS}/races.test.ts`, '%s: never more than the limit, and the winners that the policy says'],
      [`${POSTGRES}/races.test.ts`, 'notices: %s'],
      [
        `${STORE_CASES}/race-cases.ts`,
        'MUST decide every change on the state that the one before it left: none is lost',
      ],
    ],
  },
  {
    id: 'R3',
    asked: 'Keycloak 16663',
    requirement: 'There is one door to a session, behind every other check of the login',
    answer:
      'Sessions begin in `signIn` and `redeem` alone, when the policy has admitted; in no state does it begin one in another way. `signIn` is called when the application has checked everything else.',
    proofs: [
      [`${POLICY}/properties.test.ts`, 'G1 G2 G3 G5 G7 G9 hold in every state'],
      [
        `${HTTP_CASES}/sign-in-cases.ts`,
        'MUST answer a login that waits with 202, its code, and nothing that signs in (G2)',
      ],
      [
        'examples/existing-passport-app.test.ts',
        'G2 leaves no login of passport behind when a login waits or is refused',
      ],
    ],
  },
  {
    id: 'R4',
    asked: 'Keycloak 35344',
    requirement: 'A new token, or a new proof of who somebody is, is no new session',
    answer:
      'Both change the credential of the session that there is: same id, same seat, same absolute limit.',
    proofs: [
      [`${MANAGER}/rotation.test.ts`, 'R4 R13 gives the same session a new token'],
      [
        `${HTTP_CASES}/fresh-cases.ts`,
        'MUST make a login fresh again with a new token, for the same session in the same seat',
      ],
    ],
  },
  {
    id: 'R5',
    asked: 'Keycloak 16068, 38016',
    requirement: 'Where there are too many already, all that is too much ends, in an order that is known',
    answer:
      'The next login that makes room ends the whole excess, oldest or least recent first, ties by id. With `reject` nobody is ended, and nobody is let in until there is room.',
    proofs: [
      [
        `${POLICY}/excess.test.ts`,
        'R5 P10 one login ends all that is too much, in the order that is promised, under %s',
      ],
      [`${POLICY}/properties.test.ts`, 'G1 G2 G3 G5 G7 G9 hold also where the options change on the way'],
    ],
  },
  {
    id: 'R6',
    asked: 'ASVS 7.3.1; NIST §5.2',
    requirement:
      'A session ends when nobody has used it for a time, by the clock of the store, when it is read',
    answer:
      'An expired session is refused by its times, whether or not anything has recorded its end; clean-up only writes the history and gives space back.',
    proofs: [
      [
        `${STORE_CASES}/touch-cases.ts`,
        'MUST answer null for a session that time has ended, though no end is recorded, and keep it so',
      ],
      [`${POLICY}/session.test.ts`, 'G7 a session is active until the millisecond before its %s deadline'],
      [`${MANAGER}/sweep.test.ts`, 'G9 records and tells what time has ended though nobody comes back'],
    ],
  },
  {
    id: 'R7',
    asked: 'ASVS 7.3.2; NIST §2.2.3',
    requirement: 'A session ends a fixed time after its login, however active it is',
    answer:
      'Activity, rotation and a new proof never move `expiresAt`; where a write would, the store keeps what it had.',
    proofs: [
      [`${MANAGER}/tokens.test.ts`, 'R7 keeps a session alive by activity, up to its absolute limit'],
      [
        `${STORE_CASES}/touch-cases.ts`,
        'MUST NOT move the last activity backwards, nor the absolute limit at all',
      ],
    ],
  },
  {
    id: 'R8',
    asked: 'ASVS 7.4.1',
    requirement: 'What has ended is of no further use: in every process, with opaque tokens and with JWTs',
    answer:
      'The store is asked on every request, so the first request that begins after the end was acknowledged is refused.',
    proofs: [
      [
        `${POSTGRES}/races.test.ts`,
        'G4 a session that process 0 has ended is refused by all the others, whatever they were doing',
      ],
      [
        `${REDIS}/races.test.ts`,
        'G4 a session that process 0 has ended is refused by all the others, whatever they were doing',
      ],
      [
        `${MANAGER}/tokens.test.ts`,
        'G4 G9 refuses the token in the call after any kind of end, and says why',
      ],
      [`${MANAGER}/rotation.test.ts`, 'G3 G4 R13 refuses the old token in the call after the session was %s'],
    ],
  },
  {
    id: 'R9',
    asked: 'ASVS 7.4.1; express-session 632',
    requirement: 'No late write brings an ended session back',
    answer:
      'Writes change what is there or do nothing. A request that was under way during the logout finds no session to change, on every adapter.',
    proofs: [
      [
        `${STORE_CASES}/race-cases.ts`,
        'MUST keep a session ended when activity is recorded at the same time (G3)',
      ],
      [
        `${STORE_CASES}/write-cases.ts`,
        'MUST keep an ended session ended when a decision writes it as open (G3)',
      ],
      [
        'packages/adapter-express/test/slow-request.test.ts',
        'R9 P1 a request under way does not revive the session that was signed out meanwhile',
      ],
      [
        'packages/adapter-express/test/slow-request.test.ts',
        'P1 the same story notices sessions that are saved at the end of a request',
      ],
    ],
  },
  {
    id: 'R10',
    asked: 'ASVS 7.4.2, 7.4.5',
    requirement: 'All sessions of a user can be ended at once, whatever happens at the same moment',
    answer:
      "`endAll` ends every session and refuses every login that waits, in one change; what is left afterwards was admitted after it. To admit no disabled user is the check of the login, which is the application's, and so is the list of all users where everybody has to go.",
    proofs: [
      [
        `${MANAGER}/end-all-race.test.ts`,
        'R10 whatever happens at the same time, ending all sessions leaves none, and no approval, from before',
      ],
      [`${MANAGER}/ending.test.ts`, 'R10 ends all, and refuses who waits'],
    ],
  },
  {
    id: 'R11',
    asked: 'ASVS 7.4.3',
    requirement:
      'The other sessions can be ended when a password or a second factor changes, together with the change',
    answer:
      "`endOthers` does it; in Postgres inside the application's own transaction, so that both are committed or neither is. The application calls it.",
    proofs: [
      [
        `${POSTGRES}/transaction.test.ts`,
        'commits a new password and the end of the other sessions together, and tells of it afterwards',
      ],
      [
        `${POSTGRES}/transaction.test.ts`,
        'keeps the password and the sessions when it is rolled back, and tells nobody',
      ],
      [
        `${MANAGER}/ending.test.ts`,
        'R11 ends all others, and nothing when the one that asks is not active any more',
      ],
    ],
  },
  {
    id: 'R12',
    asked: 'ASVS 7.5.2, 8.2.2, 15.3.1',
    requirement:
      'Users see their sessions and end any of them, after a new proof where that is asked for; nobody sees those of others',
    answer:
      "Lists hold public ids, devices and times, and no credential. With `freshWithin` the routes ask for a recent proof before another session ends. Somebody else's session is the same 404 as one that is not there.",
    proofs: [
      [
        `${HTTP_CASES}/session-cases.ts`,
        "MUST answer the same 404 for an unknown session and for somebody else's",
      ],
      [`${HTTP_CASES}/session-cases.ts`, 'MUST tell a session by its id, device and times, and nothing else'],
      [
        `${HTTP_CASES}/fresh-cases.ts`,
        'MUST ask for a fresh login where that is configured before other sessions are ended, whichever is meant, and not to sign out',
      ],
      [`${STORE_CASES}/list-cases.ts`, "MUST NOT show one user what is another's"],
    ],
  },
  {
    id: 'R13',
    asked: 'ASVS 7.2.4; RFC 6265bis on session fixation',
    requirement: 'A login, an approval and a new proof give a new token, and the one before is of no use',
    answer:
      'Four ways to plant a token are tried with both token formats. The token before a rotation may read for ten seconds (`rotationGrace`, also 0), changes nothing and dies with the session.',
    proofs: [
      [
        `${HTTP}/fixation.test.ts`,
        'R13 by planting a cookie before the login: the token is new, and the planted session ends',
      ],
      [
        `${HTTP}/fixation.test.ts`,
        'R13 by planting a ticket: what it fetches is new, and the ticket never signs in',
      ],
      [
        `${HTTP}/fixation.test.ts`,
        'R13 by knowing the token before a new proof: it reads for the grace at most, and changes nothing',
      ],
      [
        `${HTTP_CASES}/rotation-cases.ts`,
        'MUST let requests under way with the token before a rotation read, and change nothing (session fixation)',
      ],
    ],
  },
  {
    id: 'R14',
    asked: 'Session management cheat sheet, "strict" session management',
    requirement: 'A token that nobody was given makes nothing',
    answer: 'Recognising a token only reads; a visitor without a credential does not even do that.',
    proofs: [
      [`${HTTP}/cookies.test.ts`, 'R14 writes nothing for ten thousand tokens that nobody was given'],
      [
        `${HTTP}/visitors.test.ts`,
        'P6 a visitor without a credential costs the store nothing, whatever is asked for',
      ],
      [`${STORE_CASES}/touch-cases.ts`, 'MUST answer null for what is not there, and create nothing'],
    ],
  },
]
