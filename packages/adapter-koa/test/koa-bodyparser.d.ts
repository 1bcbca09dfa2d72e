/** The package has no types of its own. This much of them is used here. */
declare module 'koa-bodyparser' {
  import type { Middleware } from 'koa'

  export interface BodyParserOptions {
    readonly jsonLimit?: string
    readonly enableTypes?: readonly ('json' | 'form' | 'text')[]
    readonly extendTypes?: { readonly text?: readonly string[] }
  }

  export default function bodyParser(options?: BodyParserOptions): Middleware
}
