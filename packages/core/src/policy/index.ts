export type { Admission, Admitted, LimitReached } from './admission.ts'
export type { Answer, AnswerRequest, CodeShown, PendingAnswer } from './answering.ts'
export type { Denial, DenyRequest, Recovery, RecoveryRequest } from './approval.ts'
export * from './challenge.ts'
export type { Challenged, TooManyChallenges } from './challenge-login.ts'
export { applyWrites, type Change, isNoChange, type Writes } from './change.ts'
export { type Duration, durationMs, intervalMs } from './duration.ts'
export type { CredentialRequest, EndRequest, GivenEndReason, RotateRequest } from './ending.ts'
export { endingAllowedAt } from './ending-allowed-at.ts'
export { equalHashes } from './equal-hashes.ts'
export type { OnLimit, PolicyOptions, ResolvedPolicyOptions } from './policy-options.ts'
export * from './presets.ts'
export { NO_PROMPTS, type Prompts, promptsAllowedAt } from './prompts.ts'
export type { Cancellation, Redemption, TicketRequest } from './redemption.ts'
export type {
  ChallengeOver,
  NoSeatLeft,
  SessionRequired,
  TooManyAttempts,
  UnknownChallenge,
  WrongDirection,
} from './refusals.ts'
export * from './session.ts'
export type {
  AnswerRejected,
  ChallengeClosed,
  ChallengeCreated,
  SessionEnded,
  SessionEvent,
  SessionRotated,
  SessionStarted,
  SignInRejected,
} from './session-event.ts'
export * from './session-policy.ts'
export type { SignInRequest } from './sign-in-request.ts'
export * from './user-sessions.ts'
export * from './wrong-answers.ts'
