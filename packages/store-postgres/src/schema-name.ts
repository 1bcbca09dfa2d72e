/** The schema that the tables are in where nothing else is said. */
export const DEFAULT_SCHEMA = 'seatkit'

/**
 * The name of a schema, which then can stand in SQL as it is.
 *
 * @throws {TypeError} It is no plain name.
 */
export function schemaName(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(name)) return name
  throw new TypeError(
    `schema: '${name}' is not 1 to 40 of a-z, 0-9 and _, the first no digit; write one such as 'seatkit'`,
  )
}
