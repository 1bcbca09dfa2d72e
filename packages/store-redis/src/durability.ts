/** How many replicas have to have a login or an end before it is acknowledged. */
export interface Durability {
  readonly replicas: number
  /** How long that may take; then the call fails, and whether the change will be there is not known. Milliseconds. */
  readonly timeoutMs: number
}
