/** Where a slow route waits, until the test lets it go on. */
export class Gate {
  /** For the test: resolves when the route waits. */
  readonly reached: Promise<void>
  readonly #opened: Promise<void>
  #reach: () => void = () => {}
  #open: () => void = () => {}

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
    this.#opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  /** For the route: says that it is there, and waits. */
  async pass(): Promise<void> {
    this.#reach()
    await this.#opened
  }

  open(): void {
    this.#open()
  }
}

/** What became of a session that was signed out while another of its requests was under way. */
export interface SignedOutMeanwhile {
  /** The answer of the slow request. */
  readonly slow: { readonly status: number; readonly body: unknown; readonly cookies: readonly string[] }
  /** The status of `GET /me` afterwards, with the cookies from before. */
  readonly me: number
}

/**
 * The logout that a request under way undoes: `POST /login`, then `POST /slow`, which passes the gate and then changes
 * its session, and `POST /logout` while it waits. Where sessions are saved at the end of a request, this one lives again
 * (express-session 632, connect-redis 328).
 */
export async function signOutMeanwhile(url: string, gate: Gate): Promise<SignedOutMeanwhile> {
  const login = await fetch(`${url}/login`, { method: 'POST' })
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const asked = { method: 'POST', headers: { cookie, origin: url } }
  const slow = fetch(`${url}/slow`, asked)
  await gate.reached
  const logout = await fetch(`${url}/logout`, asked)
  if (!logout.ok) throw new Error(`logout was answered ${logout.status}`)
  gate.open()
  const late = await slow
  const body: unknown = await late.json()
  const { status } = await fetch(`${url}/me`, { headers: { cookie } })
  return { slow: { status: late.status, body, cookies: late.headers.getSetCookie() }, me: status }
}
