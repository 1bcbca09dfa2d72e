/** A test that would fail if something promised were not so: its file in the repository, and its title there. */
export type Proof = readonly [file: string, title: string]

/** One line of the checklist. */
export interface Requirement {
  readonly id: `R${number}`
  /** Where it is asked for: ids of OWASP ASVS 5.0, sections of NIST SP 800-63B-4, RFCs. */
  readonly asked: string
  /** What has to be so, in a few words. */
  readonly requirement: string
  /** What Seatkit does about it. */
  readonly answer: string
  /** Empty where it is the application's duty, and `answer` says why. */
  readonly proofs: readonly Proof[]
}

/** A way in which others failed, and why it cannot happen here. */
export interface Lesson {
  readonly id: `P${number}`
  /** Who, and what happened; with the number under which it can be read. */
  readonly happened: string
  /** What is different here. */
  readonly answer: string
  /** Empty where the design has no place for it, and `answer` says why. */
  readonly proofs: readonly Proof[]
}
