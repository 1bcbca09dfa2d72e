/** Somebody who may sign in. */
export interface User {
  readonly id: string
  readonly name: string
  /** In lower case. */
  readonly email: string
  readonly passwordHash: string
}

/** Where the users are kept: in the database of the sessions. */
export interface Users {
  /** False when the e-mail address is taken. */
  add(user: User): Promise<boolean>
  findByEmail(email: string): Promise<User | null>
  findById(id: string): Promise<User | null>
}

export function memoryUsers(): Users {
  const byEmail = new Map<string, User>()
  return {
    async add(user) {
      if (byEmail.has(user.email)) return false
      byEmail.set(user.email, user)
      return true
    },
    async findByEmail(email) {
      return byEmail.get(email) ?? null
    },
    async findById(id) {
      return [...byEmail.values()].find((user) => user.id === id) ?? null
    },
  }
}
