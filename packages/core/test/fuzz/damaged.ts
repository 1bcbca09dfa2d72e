import fc from 'fast-check'

/** One thing that goes wrong with bytes: some are cut out, and others put in their place. */
interface Damage {
  readonly at: number
  readonly cut: number
  readonly put: Uint8Array
}

const DAMAGE: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat({ max: 8 }),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    // What means something to one parser or another.
    fc
      .constantFrom('.', '=', ';', ',', '"', '\\', '%', '{', '[', 'e9', '\0', '\r\n', '__proto__', '٣')
      .map((text) => new TextEncoder().encode(text)),
  ),
})

function damage(bytes: Uint8Array, { at, cut, put }: Damage): Uint8Array {
  const from = Math.floor(at * bytes.length)
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)])
}

/** Bytes near to those given: a little, much or not at all damaged, repeated, or none of them. */
export function damaged(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.array(DAMAGE, { maxLength: 4 }).map((all) => all.reduce(damage, valid)) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 2, max: 200 }).map((times) => Buffer.concat(Array(times).fill(valid))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  )
}

/** The same for a header or a URL, whose bytes Node makes Latin-1 characters of. */
export function damagedText(valid: string): fc.Arbitrary<string> {
  return damaged(Buffer.from(valid, 'latin1')).map((bytes) => Buffer.from(bytes).toString('latin1'))
}
