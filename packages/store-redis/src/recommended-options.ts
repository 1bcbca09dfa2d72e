/** See {@link recommendedOptions}. */
export interface RecommendedOptions {
  readonly enableOfflineQueue: false
  readonly autoResendUnfulfilledCommands: false
  readonly maxRetriesPerRequest: 0
  readonly commandTimeout: number
  readonly socketTimeout: number
  readonly connectTimeout: number
  readonly reconnectOnError: (error: Error) => boolean
}

/**
 * Options of ioredis under which it fails soon, forgets what it could not send, and sends nothing twice: what was asked
 * for and not answered is for the store to find out, which can tell its own change from another's.
 *
 * @example
 * const client = new Redis(url, recommendedOptions)
 * const cluster = new Cluster(nodes, { redisOptions: recommendedOptions, enableOfflineQueue: false })
 */
export const recommendedOptions: RecommendedOptions = {
  // Without a connection, a call fails at once; by default they queue up without a bound.
  enableOfflineQueue: false,
  // By default a command whose answer was lost is sent again by the driver, also when it had been carried out.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // ioredis 6.0.0 never settles a command that was under way when its connection broke; this does.
  commandTimeout: 2_000,
  // A connection that is silent for so long while answers are due is given up, and its queue with it.
  socketTimeout: 3_000,
  connectTimeout: 2_000,
  // After a fail-over the old address may answer as a replica; connect again, and do not repeat the command.
  reconnectOnError: (error) => error.message.includes('READONLY'),
}

/**
 * Options of ioredis for the connection on which a bus listens. The bus subscribes again by itself; what ioredis would send
 * for it rejects, with nobody to catch that, when the new connection breaks as well.
 */
export const recommendedSubscriberOptions: RecommendedOptions & { readonly autoResubscribe: false } = {
  ...recommendedOptions,
  autoResubscribe: false,
}
