export * from './store-cases.ts'
