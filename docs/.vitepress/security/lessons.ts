import type { Lesson } from './proof.ts'
import {
  HTTP,
  HTTP_CASES,
  JWT,
  MANAGER,
  NOTIFIER,
  POLICY,
  POSTGRES,
  REDIS,
  STORE_CASES,
} from './test-folders.ts'

/** What was learned from others, by number. Long because it is a list, and kept together because it is read as one. */
export const LESSONS: readonly Lesson[] = [
  {
    id: 'P1',
    happened:
      'express-session 632, connect-redis 328, nextjs-auth0 2335: a request under way saved the session after the logout, and it lived again',
    answer:
      'Session state is not request data: nothing is saved at the end of a request, and every write updates what is there or does nothing.',
    proofs: [
      [
        'packages/adapter-express/test/slow-request.test.ts',
        'R9 P1 a request under way does not revive the session that was signed out meanwhile',
      ],
      [
        'packages/adapter-express/test/slow-request.test.ts',
        'P1 the same story notices sessions that are saved at the end of a request',
      ],
      [
        'packages/adapter-koa/test/slow-request.test.ts',
        'R9 P1 a request under way does not revive the session that was signed out meanwhile',
      ],
      [
        'packages/adapter-hono/test/slow-request.test.ts',
        'R9 P1 a request under way does not revive the session that was signed out meanwhile',
      ],
    ],
  },
  {
    id: 'P2',
    happened:
      'express-session 923, 935: a new session id killed requests that ran at the same time, or was saved over',
    answer:
      'A rotation is one change, and one of several wins. For ten seconds the token before it may read, so that requests under way are answered, and it changes nothing.',
    proofs: [
      [
        `${STORE_CASES}/race-cases.ts`,
        'MUST let one of several at once change the credential, and the old one never work again',
      ],
      [
        `${HTTP_CASES}/rotation-cases.ts`,
        'MUST let requests under way with the token before a rotation read, and change nothing (session fixation)',
      ],
      [`${MANAGER}/rotation.test.ts`, 'R13 gives one new token to two rotations at once'],
    ],
  },
  {
    id: 'P3',
    happened:
      'connect-pg-simple: expiry goes by the clock of each web server, and each of them runs a clean-up of everything',
    answer:
      "All times are the store's, and none depends on clean-up being on time; a web server looks at the `exp` of a JWT besides. Clean-up skips what somebody else has locked, and may run in every process.",
    proofs: [
      [
        `${STORE_CASES}/touch-cases.ts`,
        'MUST record activity that is due, with the instant of its own clock, for every handle',
      ],
      [`${POSTGRES}/cleaning.test.ts`, 'skips what somebody else has locked, and waits for nobody'],
      [
        `${POSTGRES}/cleaning.test.ts`,
        'by four at once, while users sign in: all that is old goes once, and nobody who signs in',
      ],
    ],
  },
  {
    id: 'P4',
    happened:
      'passport, CVE-2022-25896: the session of before the login was kept after it (fixation); 1004: a logout raced with a save',
    answer:
      'A login always gets a new token and ends the session that the browser held before, in the change that admits it.',
    proofs: [
      [
        `${HTTP}/fixation.test.ts`,
        'R13 by planting a cookie before the login: the token is new, and the planted session ends',
      ],
      [
        'examples/existing-passport-app.test.ts',
        "opens nothing with passport's cookie alone, whatever passport thinks of it",
      ],
      ['examples/existing-passport-app.test.ts', 'signs out of both at once'],
    ],
  },
  {
    id: 'P5',
    happened: 'koa-session: sessions in cookies outlive the logout (113), and ids are UUIDs by default',
    answer:
      'A cookie holds a reference of 256 random bits, and what has ended is refused by the store, JWTs included.',
    proofs: [
      [
        `${MANAGER}/tokens.test.ts`,
        'G4 G9 refuses the token in the call after any kind of end, and says why',
      ],
      [`${MANAGER}/credentials.test.ts`, 'R15 is in every token and ticket anew, all 256 bits of it'],
    ],
  },
  {
    id: 'P6',
    happened:
      'hono_sessions: each request without a cookie, or with an invalid one, makes a row; a rotation is a deletion and a creation',
    answer: 'Only an admitted login writes a session. A rotation changes the session in its place.',
    proofs: [
      [
        `${HTTP}/visitors.test.ts`,
        'P6 a visitor without a credential costs the store nothing, whatever is asked for',
      ],
      [`${HTTP}/cookies.test.ts`, 'R14 writes nothing for ten thousand tokens that nobody was given'],
      [`${POLICY}/ending.test.ts`, 'G4 gives a new credential; the old one is dead in the same commit'],
    ],
  },
  {
    id: 'P7',
    happened:
      'better-auth 8067, 9993, GHSA-7w99-5wm4-3g79, GHSA-392p-2q2v-4372: codes and tickets were found, compared and deleted in three steps, and raced',
    answer:
      'There is one primitive, `update`, which decides and writes at once. A kit checks it on every store, and fails a store that checks, then acts.',
    proofs: [
      [
        `${STORE_CASES}/race-challenge-cases.ts`,
        'MUST take a code once when 50 right answers come at once (G5)',
      ],
      [
        'packages/conformance/test/negative-controls.test.ts',
        'G1 a store that checks, then acts: by every race that is decided on what is stored, and by nothing else',
      ],
    ],
  },
  {
    id: 'P8',
    happened: 'better-auth 9993: parallel polls redeemed one approved login several times',
    answer:
      'Asking how a login stands redeems nothing, and of fifty redemptions at once one makes a session.',
    proofs: [
      [`${HTTP_CASES}/pending-cases.ts`, 'MUST give one session to 50 redemptions made at once (G5)'],
      [
        `${STORE_CASES}/race-challenge-cases.ts`,
        'MUST make one session of an approved login that is fetched 50 times at once (G1, G5)',
      ],
      [
        `${MANAGER}/polls.test.ts`,
        'P8 a hundred polls at once, before and after the approval, redeem nothing, and let one session be redeemed',
      ],
    ],
  },
  {
    id: 'P9',
    happened:
      'CVE-2026-45337 in better-auth: an approval was checked against its user only if it had one, so any session could approve',
    answer:
      'A waiting login is stored with its user and found in no other place, so there is none without one; and a part that is missing equals nothing.',
    proofs: [
      [
        `${POLICY}/directions.test.ts`,
        'G5 P9 what is missing equals nothing: no code yet, no session that shows it, an empty hash',
      ],
      [`${MANAGER}/waiting.test.ts`, "a waiting login does not take another user's answer"],
      [`${MANAGER}/sign-in.test.ts`, 'refuses %j as a user id: %s'],
    ],
  },
  {
    id: 'P10',
    happened:
      'Spring Security 3121, 18155, 16437: sessions are counted, then the session is registered elsewhere; the wrong one, or one too few, is ended',
    answer: 'Counting and beginning are one step, and the login ends all that is too much, never itself.',
    proofs: [
      [
        `${POLICY}/excess.test.ts`,
        'R5 P10 one login ends all that is too much, in the order that is promised, under %s',
      ],
      [`${POSTGRES}/races.test.ts`, '%s: never more than the limit, and the winners that the policy says'],
      [`${REDIS}/races.test.ts`, '%s: never more than the limit, and the winners that the policy says'],
    ],
  },
  {
    id: 'P11',
    happened:
      'Keycloak 14689, 16663, 35344, 50673: the limit was read, then acted upon; rotations counted as logins; after an update it was silently off',
    answer:
      'The kits that hold the stores and adapters here are published, so an application can hold its own setup to them in its own CI; a misspelt option is an error.',
    proofs: [
      [
        'packages/conformance/test/store-cases.test.ts',
        'gives every case an id of its own, and a name that begins with it and says how binding it is',
      ],
      ['packages/conformance/test/negative-controls.test.ts', 'that $flaw'],
      ['packages/conformance/test/http-cases.test.ts', 'passes no server that answers %s'],
      [`${POLICY}/policy-options.test.ts`, 'an option that is wrong is refused with what would be right'],
    ],
  },
  {
    id: 'P12',
    happened:
      'Keycloak 31726, CVE-2026-9798, CVE-2026-16103: brute force in parallel passed the counter, and a lock was looked at when the login began and not when it was redeemed',
    answer:
      'Wrong codes are counted in the change that compares them, and everything is looked at again when a login is redeemed.',
    proofs: [
      [`${POSTGRES}/races.test.ts`, '50 wrong ones: five are counted'],
      [`${REDIS}/races.test.ts`, '50 wrong ones: five are counted'],
      [`${POLICY}/ending.test.ts`, 'revoking voids the approvals it gave, and no other'],
      [
        'packages/core/test/manager/policy-source.test.ts',
        'G1 checks the limit again when an approved login is redeemed',
      ],
    ],
  },
  {
    id: 'P13',
    happened:
      'ws, CVE-2024-37890 and the holes closed in 8.20.1 and 8.21: headers, fragments and closes could crash a process or fill its memory',
    answer:
      'The dependency starts at 8.21, and the limits for fragments and pieces are far below those of ws. Sockets have an error listener before anything is awaited.',
    proofs: [
      [
        'test-support/supply-chain.test.ts',
        'P13 ask for a ws in which tiny fragments cannot fill the memory: 8.21',
      ],
      [`${NOTIFIER}/limits.test.ts`, 'in a million empty pieces does not come that far'],
      [`${NOTIFIER}/store-failure.test.ts`, 'leaves nothing behind (%s)'],
      [`${NOTIFIER}/attach-notifier.test.ts`, 'does not fail over a client that answers with a broken frame'],
    ],
  },
  {
    id: 'P14',
    happened:
      "Gitpod GHSA-f53g-frr2-jhpf, nginx-ui CVE-2026-34403, Komari GHSA-q355-h244-969h: WebSockets took every origin, and other pages acted with the user's cookies",
    answer: 'Origins are compared to the letter, no origin is none, and there is no way to write "all".',
    proofs: [
      [`${NOTIFIER}/upgrade.test.ts`, 'is refused with 403 when it is %s, whichever cookie comes along'],
      ['packages/core/test/http/http-options.test.ts', 'refuses %j as an origin'],
    ],
  },
  {
    id: 'P15',
    happened:
      'hono CVE-2026-22817, CVE-2026-22818, GHSA-2234-fmw7-43wr: the algorithm of a JWT came from its header, odd times were skipped, and a body without a type passed the CSRF check',
    answer:
      'Keys have their algorithm, each claim is checked for its type, and a body without a type is a 415. The CSRF check does not look at the body.',
    proofs: [
      [`${JWT}/jwt-tokens.test.ts`, 'R23 R24 that %s is refused'],
      [`${JWT}/jwt-tokens.test.ts`, 'R24 with an odd %s is refused'],
      [
        `${HTTP_CASES}/body-cases.ts`,
        'MUST answer 415 to a body that is not declared as JSON, as forms of other pages are not',
      ],
      [
        `${HTTP_CASES}/origin-cases.ts`,
        'MUST refuse changes with a cookie from another origin, or from nowhere, with 403, and change nothing',
      ],
    ],
  },
  {
    id: 'P16',
    happened:
      'Auth.js GHSA-xmf8-cvqr-rfgj, GHSA-8fpg: a malformed Authorization header threw, and wrong configuration let everybody in',
    answer: 'What is damaged is a 4xx whatever its bytes, and a wrong option is an error when it is given.',
    proofs: [
      [
        'packages/core/test/fuzz/parsers.test.ts',
        'as a Cookie or an Authorization header: 401, or the session it was',
      ],
      [`${HTTP_CASES}/credential-cases.ts`, 'MUST answer 401 to an Authorization header that is garbage'],
      ['packages/core/test/http/http-options.test.ts', 'refuses %j as an origin'],
      [`${JWT}/jwt-tokens.test.ts`, 'refuses to leave the %s out'],
    ],
  },
  {
    id: 'P17',
    happened: 'ioredis 76, 2193, 800: commands queue up without a bound, are sent twice, or never settle',
    answer:
      'Every call has a deadline of our own, which means unknown and not failed; a change knows itself when it is asked for again. The recommended options keep no queue and send nothing twice.',
    proofs: [
      [`${REDIS}/network.test.ts`, 'keeps memory bounded while thousands of calls fail'],
      [`${REDIS}/network.test.ts`, 'fails every call within the deadline, and all is there afterwards'],
      [
        `${REDIS}/network.test.ts`,
        'is found again: one session for each login, however often and whichever answer is lost',
      ],
    ],
  },
  {
    id: 'P18',
    happened:
      'Redis CVE-2025-49844 and its like: who may run scripts of their own could run code in the server',
    answer:
      "Scripts are constant texts, and what users send are arguments. The ACL is for one account that nobody else uses; to keep the server up to date is the operator's.",
    proofs: [
      [`${REDIS}/scripts.test.ts`, 'P18 scripts are constant: nothing that a client sends is part of one'],
      [`${REDIS}/acl.test.ts`, 'R58 is granted nothing that no script and no client uses'],
    ],
  },
  {
    id: 'P19',
    happened:
      'Redis: a fail-over loses acknowledged writes (Jepsen 2013; the documentation says so), and WAIT does not change that altogether',
    answer:
      'It is said what can be lost, and tests make it happen: state and audit trail stay in agreement and the limit holds. `durability` narrows it; where a lost end must not happen, use Postgres.',
    proofs: [
      [
        `${REDIS}/failover.test.ts`,
        'loses logins and ends that were acknowledged: an ended session is active again, a new one is gone',
      ],
      [
        `${REDIS}/failover.test.ts`,
        'keeps the limit and the agreement of state and audit trail, and goes on from what is left',
      ],
      [
        `${REDIS}/failover.test.ts`,
        'with durability, loses nothing that was acknowledged; what was not may be there all the same',
      ],
    ],
  },
  {
    id: 'P20',
    happened:
      'node-postgres: a pool waits for ever by default, and an idle connection that breaks ends the process',
    answer: 'The wait for the pool is part of the deadline, and broken connections are listened to.',
    proofs: [
      [`${POSTGRES}/faults.test.ts`, 'a pool that is exhausted'],
      [`${POSTGRES}/faults.test.ts`, 'survives that idle connections break'],
      [`${POSTGRES}/faults.test.ts`, 'gone and back: fails at once, and works again without a new pool'],
    ],
  },
  {
    id: 'P21',
    happened:
      'Kratos, HackerOne 3692149 and 3695625: one code was used by several requests at once, on READ COMMITTED',
    answer:
      'A change is committed only on the state that it was decided on. Fifty answers at once are tried on a real server, at its default isolation.',
    proofs: [
      [
        `${POSTGRES}/races.test.ts`,
        '50 right ones: the code is taken once, and 50 redemptions make one session',
      ],
      [`${POSTGRES}/races.test.ts`, 'notices: %s'],
    ],
  },
  {
    id: 'P22',
    happened:
      'Dashlane, 2026: codes for new devices were guessed over many accounts, and the lock-outs hit the users',
    answer:
      'A code is nothing without the password before it and a signed-in device beside it. Guessing over many accounts pauses answers, and signs nobody out.',
    proofs: [
      [
        `${MANAGER}/breaker.test.ts`,
        '… accounts with five guesses each: 301 are compared, and the application is told once',
      ],
      [`${MANAGER}/breaker.test.ts`, 'R33 a recovery is let through while it is open'],
      [
        `${MANAGER}/lock-out.test.ts`,
        'R35 neither wrong codes nor refused logins of a stranger sign the owner out, or keep the owner from signing in',
      ],
    ],
  },
  {
    id: 'P23',
    happened:
      'ua-parser-js GHSA-fhg7-m89q-25r3, CVE-2017-16086: user agents made expressions try for minutes',
    answer:
      'A user agent is cut to 512 characters before it is stored, and names are found for what is stored; those that could keep expressions busy are tried.',
    proofs: [
      [
        `${HTTP}/device-name.test.ts`,
        'P23 R55 names user agents that are made to have expressions try again and again',
      ],
      [
        `${MANAGER}/device-text.test.ts`,
        'R55 stores 512 characters of a user agent of 80 KB, and 64 of an address',
      ],
    ],
  },
]
