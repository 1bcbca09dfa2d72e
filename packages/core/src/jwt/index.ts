export * from './jwt-tokens.ts'
