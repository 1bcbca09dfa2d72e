import { StoreCorruptError } from '@seatkit/core'

/** What the scripts answer, with its form checked: whatever else comes is damage, or not from our script. */
export function numberReply(reply: unknown): number {
  if (typeof reply === 'number') return reply
  throw new StoreCorruptError()
}

export function arrayReply(reply: unknown, length: number): readonly unknown[] {
  if (Array.isArray(reply) && reply.length === length) return reply
  throw new StoreCorruptError()
}

export function textReply(reply: unknown): string {
  if (typeof reply === 'string') return reply
  throw new StoreCorruptError()
}

export function textsReply(reply: unknown): readonly string[] {
  if (Array.isArray(reply) && reply.every((one) => typeof one === 'string')) return reply
  throw new StoreCorruptError()
}

/** A hash, which a script answers as field, value, field, value, … */
export function pairsReply(reply: unknown): readonly (readonly [field: string, value: string])[] {
  const texts = textsReply(reply)
  return texts.flatMap((field, index) => (index % 2 === 0 ? [[field, texts[index + 1] ?? ''] as const] : []))
}
