export * from './manager/index.ts'
export * from './policy/index.ts'
export * from './store/index.ts'
