/** The package has no types of its own. This much of it is used here. */
declare module 'koa-bodyparser' {
  import type { Middleware } from 'koa'

  export interface BodyParserOptions {
    readonly jsonLimit?: string
    readonly strict?: boolean
    readonly enableTypes?: readonly ('json' | 'form' | 'text')[]
    readonly extendTypes?: { readonly text?: readonly string[] }
  }

  module 'koa' {
    interface Request {
      body?: unknown
    }
  }

  export default function bodyParser(options?: BodyParserOptions): Middleware
}
