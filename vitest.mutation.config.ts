import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * The policy's tables, for mutation testing. Stryker runs them in a copy of the repository, whose packages must be found
 * beside this file: the link in node_modules leads to the original, in which nothing is mutated.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@seatkit\/core$/, replacement: source('index.ts') },
      { find: /^@seatkit\/core\/testing$/, replacement: source('testing/index.ts') },
    ],
  },
  test: {
    include: ['packages/core/test/policy/*.test.ts'],
    exclude: ['**/properties.test.ts', '**/exploration.test.ts'],
  },
})

function source(path: string): string {
  return fileURLToPath(new URL(`packages/core/src/${path}`, import.meta.url))
}
