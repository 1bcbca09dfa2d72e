import type { Requirement } from '../proof.ts'
import { HTTP_CASES, NOTIFIER } from '../test-folders.ts'

/** What other pages, other clients and bad messages meet. */
export const BROWSER_AND_WEBSOCKET: readonly Requirement[] = [
  {
    id: 'R40',
    asked: 'ASVS 3.5.1–3.5.3; CSRF prevention cheat sheet; GHSA-2234-fmw7-43wr',
    requirement: "No page of another origin changes anything with the user's cookies",
    answer:
      "Changing routes ask for `Sec-Fetch-Site: same-origin`, or where a browser does not send it for an exact `Origin`; with neither, a cookie is no authority. Bodies have to be declared as JSON. The application's own changing routes ask with `requireSameOrigin()`.",
    proofs: [
      [
        `${HTTP_CASES}/origin-cases.ts`,
        'MUST refuse changes with a cookie from another origin, or from nowhere, with 403, and change nothing',
      ],
      [
        `${HTTP_CASES}/origin-cases.ts`,
        'MUST allow changes with a cookie from the own origin: by Sec-Fetch-Site, else by Origin',
      ],
      [
        `${HTTP_CASES}/body-cases.ts`,
        'MUST answer 415 to a body that is not declared as JSON, as forms of other pages are not',
      ],
      [
        'packages/core/test/http/session-context.test.ts',
        "R40 lets the application's own routes ask for the same origin",
      ],
    ],
  },
  {
    id: 'R41',
    asked: 'CSRF prevention cheat sheet, "login forms"',
    requirement: 'No page of another origin signs the user in',
    answer: '`signIn` refuses what a page of another origin asks before anything happens.',
    proofs: [
      [
        `${HTTP_CASES}/origin-cases.ts`,
        'MUST refuse a login that a page of another origin makes with 403 and no cookie, and allow one of no browser',
      ],
      [
        'packages/core/test/http/session-context.test.ts',
        'R41 is refused to another origin before anything happens',
      ],
    ],
  },
  {
    id: 'R42',
    asked: 'ASVS 4.4.2; WebSocket cheat sheet',
    requirement: 'A WebSocket is opened by pages of an exact origin alone',
    answer:
      'The own origin and those in `allowedOrigins`, compared to the letter. None, `null` or one that begins alike is a 403; without an origin only an `Authorization` header counts, which no page can send. No option allows all.',
    proofs: [
      [`${NOTIFIER}/upgrade.test.ts`, 'is refused with 403 when it is %s, whichever cookie comes along'],
      [`${NOTIFIER}/upgrade.test.ts`, 'cannot be left out by sending a cookie along with "%s"'],
      ['packages/core/test/http/http-options.test.ts', 'refuses %j as an origin'],
    ],
  },
  {
    id: 'R43',
    asked: 'ASVS 4.4.3, 4.4.4',
    requirement: 'A WebSocket is opened with the session of HTTPS, and with nothing that a URL holds',
    answer:
      "The session's or the ticket's own cookie and an exact origin, or an `Authorization` header; there is no second kind of ticket that could be replayed. Connections that were made with a token end when it is replaced.",
    proofs: [
      [
        `${NOTIFIER}/upgrade.test.ts`,
        'is accepted with the session cookie, a Bearer token, the ticket cookie, and a ticket as Bearer',
      ],
      [`${NOTIFIER}/upgrade.test.ts`, 'is refused with 401 %s'],
      [`${NOTIFIER}/upgrade.test.ts`, 'does not read a token or a ticket in the query'],
      [
        `${NOTIFIER}/session-end.test.ts`,
        'closes the connections made with the old one, for they would outlive it',
      ],
    ],
  },
  {
    id: 'R44',
    asked: 'WebSocket cheat sheet',
    requirement: 'The end of a session is the end of its connections; a connection keeps no session alive',
    answer:
      'Closed with 4401 when told so, at the deadline where time ends it, and at the latest when the session is looked at again (30 seconds, `recheckInterval`). Messages and pings are no activity.',
    proofs: [
      [
        `${NOTIFIER}/session-end.test.ts`,
        'G9 as "%s" is told to its device, and then its connection closes with 4401',
      ],
      [
        `${NOTIFIER}/session-end.test.ts`,
        'ends a session at its idle limit, whatever was sent meanwhile: messages and pings are no activity',
      ],
      [`${NOTIFIER}/session-end.test.ts`, 'closes at the deadline itself, not at the next turn of the timer'],
      [
        `${NOTIFIER}/catching-up.test.ts`,
        'the timer does the same where the bus does not know that it lost something',
      ],
    ],
  },
  {
    id: 'R45',
    asked: 'WebSocket cheat sheet',
    requirement: 'A connection costs no more than it may',
    answer:
      'Limits for the size and the pieces of a message, messages and pings a minute, connections of a session, upgrades that wait, bytes that nobody reads, and silence; no compression.',
    proofs: [
      [
        `${NOTIFIER}/limits.test.ts`,
        'R45 a connection is not compressed, though a client offers to: a small message must not become a large one',
      ],
      [`${NOTIFIER}/limits.test.ts`, 'is how many messages a client may send; the next closes with 1008'],
      [`${NOTIFIER}/limits.test.ts`, 'is how many a session may have; for the sixth the oldest goes'],
      [
        `${NOTIFIER}/limits.test.ts`,
        'a client that does not read is cut off at 64 KiB, and finds the state in its next hello',
      ],
    ],
  },
  {
    id: 'R46',
    asked: 'WebSocket cheat sheet, "message-level authorization"',
    requirement: "Every message is checked anew, and reaches only what is the user's own",
    answer:
      "The session is looked up for each message, and somebody else's login is answered as one that is not there.",
    proofs: [
      [
        `${NOTIFIER}/session-end.test.ts`,
        'G4 is noticed by the next message even where the event is lost, and that message does nothing',
      ],
      [`${NOTIFIER}/prompts.test.ts`, "takes another user's login for unknown"],
      [`${NOTIFIER}/prompts.test.ts`, 'G5 counts against the user whichever login is answered'],
    ],
  },
  {
    id: 'R47',
    asked: 'ASVS 4.1.3, 15.3.4',
    requirement: 'A client does not choose the address that is kept of it',
    answer:
      "Forwarded headers count only as the framework is told to believe them; without that, the address is the socket's. Addresses are shown and logged, and decide nothing.",
    proofs: [
      [
        'packages/adapter-express/test/express.test.ts',
        'R47 takes no client address from a header %s, and the proxy’s own where one is trusted',
      ],
      [
        'packages/adapter-koa/test/koa.test.ts',
        'R47 takes no client address from a header %s, and the proxy’s own where one is trusted',
      ],
      [
        'packages/adapter-hono/test/hono.test.ts',
        'R47 takes no client address from a header %s, unless the application reads it',
      ],
    ],
  },
  {
    id: 'R48',
    asked: 'ASVS 15.3.5–15.3.7',
    requirement: 'Input is what it has to be, to the type, or it is refused',
    answer:
      'Arrays, numbers, `__proto__`, other digits and members too many are a 400 or a close, and count for nothing.',
    proofs: [
      [`${HTTP_CASES}/body-cases.ts`, 'MUST answer 400 to JSON that holds no code of six digits as text'],
      [`${HTTP_CASES}/body-cases.ts`, 'MUST answer 400 to a body that is no JSON'],
      ['packages/core/test/http/live-message.test.ts', 'takes a member called __proto__ for one too many'],
      [
        'packages/core/test/fuzz/parsers.test.ts',
        'as a JSON body: 400, 413, 422 or the answer to what it says',
      ],
    ],
  },
]
