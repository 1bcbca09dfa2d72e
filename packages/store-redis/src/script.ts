import { createHash } from 'node:crypto'

/** A Lua script, and the SHA-1 by which Redis knows it: two versions of Seatkit on one Redis do not meet. */
export interface Script {
  readonly source: string
  readonly sha: string
}

/** What a script answers to one call. */
export interface ScriptReply {
  /** The instant by the clock of the Redis that ran it: whole epoch milliseconds. */
  readonly now: number
  readonly reply: unknown
}

/** What a script does for one call. */
export interface ScriptText {
  /** How the body calls the keys and the values that every call has. */
  readonly keys: readonly string[]
  readonly values: readonly string[]
  /** A call has more values: its last named one says how many. The body finds them in `ARGV` after the place `at`. */
  readonly hasMore?: true
  /** Returns anything but nil. It sees `now` besides, which is {@link ScriptReply.now}. */
  readonly body: string
}

/** A script that is run once for many calls: to begin one takes Redis longer than what most calls do in it. */
export function script({ keys, values, hasMore, body }: ScriptText): Script {
  const given = [
    ...keys.map((_, index) => `KEYS[key + ${index + 1}]`),
    ...values.map((_, index) => `ARGV[at - ${values.length - index - 1}]`),
  ]
  const source = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function replyTo(at, ${[...keys, ...values].join(', ')})
${body}
end

local replies, key, at = {}, 0, ${values.length}
while key < #KEYS do
  -- What is wrong with the keys of one call is no error of the others.
  local isReply, reply = pcall(replyTo, at, ${given.join(', ')})
  if not isReply then
    if type(reply) ~= 'table' then reply = redis.error_reply(reply) end
    -- No call can write then, and the driver has to see it: it connects again.
    if string.find(reply.err, '^READONLY') then return reply end
  end
  replies[#replies + 1] = reply
  key, at = key + ${keys.length}, at + ${values.length}${hasMore ? ' + ARGV[at]' : ''}
end
return { now, replies }
`
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}
