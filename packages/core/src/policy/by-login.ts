interface LoggedIn {
  readonly id: string
  readonly createdAt: number
}

/** The earliest login first; ties by id. */
export function byLogin(a: LoggedIn, b: LoggedIn): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}
