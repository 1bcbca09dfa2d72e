export * from './manual-clock.ts'
export * from './sign-in-request.ts'
