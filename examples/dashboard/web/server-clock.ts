/** The `Date` header counts whole seconds, so a smaller difference says nothing about the clock of this device. */
const PRECISION_MS = 2_000

let aheadMs = 0

/** Compares this device's clock with the server's, by the `Date` header of an answer that has just arrived. */
export function learnServerTime(date: string | null): void {
  const measured = Date.now() - Date.parse(date ?? '')
  if (Number.isNaN(measured)) return
  aheadMs = Math.abs(measured) < PRECISION_MS ? 0 : measured
}

/** The server's time in epoch milliseconds: what is left until a deadline must not depend on a clock set wrong. */
export function serverNow(): number {
  return Date.now() - aheadMs
}
