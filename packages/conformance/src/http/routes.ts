const SOME_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** A session route: its method, and its path under the mount point. */
export type Route = readonly [method: 'GET' | 'POST' | 'DELETE', path: string]

/** Routes for those who are signed in that change something. The ids in them are nobody's. */
export const CHANGING: readonly Route[] = [
  ['DELETE', '/current'],
  ['DELETE', '/others'],
  ['DELETE', `/${SOME_ID}`],
  ['POST', `/challenges/${SOME_ID}/answer`],
  ['POST', `/challenges/${SOME_ID}/deny`],
  ['POST', `/challenges/${SOME_ID}/code`],
]

/** All routes for those who are signed in. */
export const SIGNED_IN: readonly Route[] = [
  ['GET', '/'],
  ['GET', '/current'],
  ['GET', '/history'],
  ['GET', '/challenges'],
  ...CHANGING,
]

/** Routes of a waiting device that change something. */
export const CHANGING_PENDING: readonly Route[] = [
  ['POST', '/pending/answer'],
  ['POST', '/pending/redeem'],
  ['DELETE', '/pending'],
]

/** All routes of a waiting device. */
export const WAITING: readonly Route[] = [['GET', '/pending'], ...CHANGING_PENDING]
