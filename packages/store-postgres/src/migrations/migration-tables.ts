/** Which steps have been made, as kysely's `Migrator` keeps it. */
export const MIGRATION_TABLE = 'migrations'
export const MIGRATION_LOCK_TABLE = 'migrations_lock'
