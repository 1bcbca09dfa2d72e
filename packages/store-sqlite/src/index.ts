export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts'
export * from './sqlite-store.ts'
