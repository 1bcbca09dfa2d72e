export * from './attach-notifier.ts'
