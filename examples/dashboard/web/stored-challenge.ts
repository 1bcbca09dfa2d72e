import type { OwnChallenge } from './wire.ts'

/** The code is answered only once, so a reload of the waiting page needs it from here. Ends with the tab. */
const KEY = 'seatkit.challenge'

export function storeChallenge(challenge: OwnChallenge): void {
  sessionStorage.setItem(KEY, JSON.stringify(challenge))
}

/** The challenge this tab waits for, or was waiting for when it was last seen. */
export function storedChallenge(): OwnChallenge | undefined {
  const text = sessionStorage.getItem(KEY)
  return text === null ? undefined : JSON.parse(text)
}

export function forgetChallenge(): void {
  sessionStorage.removeItem(KEY)
}
