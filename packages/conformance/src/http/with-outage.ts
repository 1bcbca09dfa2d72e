import { type SessionStore, StoreUnavailableError } from '@seatkit/core'

/** User ids that begin so belong to the part of the data that is out of reach. */
export const OUTAGE = 'outage-'

/** The store with a part of its data out of reach, so that cases can see what a server answers in an outage. */
export function withOutage(store: SessionStore): SessionStore {
  const reach = (userId: string): SessionStore => {
    if (userId.startsWith(OUTAGE)) throw new StoreUnavailableError()
    return store
  }
  return {
    touch: async (userId, ...rest) => reach(userId).touch(userId, ...rest),
    find: async (userId, sessionId) => reach(userId).find(userId, sessionId),
    read: async (userId) => reach(userId).read(userId),
    update: async (userId, decide) => reach(userId).update(userId, decide),
    history: async (userId, page) => reach(userId).history(userId, page),
    audit: async (userId, page) => reach(userId).audit(userId, page),
    expired: (limit) => store.expired(limit),
    purge: (limit) => store.purge(limit),
    forget: async (userId) => reach(userId).forget(userId),
  }
}
