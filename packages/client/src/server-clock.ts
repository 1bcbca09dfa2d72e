/** The `Date` header counts whole seconds, so a smaller difference says nothing about the clock of this device. */
const PRECISION_MS = 2_000

/** The server's time: what is left until a deadline must not depend on a clock set wrong. */
export class ServerClock {
  #aheadMs = 0

  /** Compares this device's clock with the server's when the answer arrives, by its `Date` header. */
  async learn(answer: Response | Promise<Response>): Promise<Response> {
    const response = await answer
    const measured = Date.now() - Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(measured)) this.#aheadMs = Math.abs(measured) < PRECISION_MS ? 0 : measured
    return response
  }

  /** Epoch milliseconds. */
  now(): number {
    return Date.now() - this.#aheadMs
  }
}
