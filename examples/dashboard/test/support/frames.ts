import { WebSocket } from 'ws'
import type { Visitor } from './visitor.ts'

/** The frames of a visitor's WebSocket, waited for by type; and the code it closed with. */
export class Frames {
  /** Every frame as it arrived. */
  readonly texts: string[] = []
  readonly closed: Promise<number>
  readonly #arrived: { readonly type: string }[] = []
  #wake = (): void => {}

  constructor(visitor: Visitor) {
    const socket = new WebSocket(`${visitor.url.replace('http', 'ws')}/api/sessions/events`, {
      headers: { cookie: visitor.cookie, origin: visitor.url },
    })
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (data) => {
      this.texts.push(String(data))
      this.#arrived.push(JSON.parse(String(data)))
      this.#wake()
    })
  }

  /** The next frame of this type; those before it are passed over. */
  async next(type: string): Promise<object> {
    for (;;) {
      const frame = this.#arrived.shift()
      if (frame?.type === type) return frame
      if (frame === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
