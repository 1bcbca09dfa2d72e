import { defineConfig } from 'vitest/config'

/** Tests run on the source: nothing has to be built first. Only the custom condition, or CommonJS drivers break. */
const onSource = { ssr: { resolve: { conditions: ['@seatkit/source'] } } }

/** A property of two thousand cases takes a second, and several on a machine that has other things to do. */
const testTimeout = 20_000

function project(root: string, test: object = {}): object {
  const name = root.split('/').at(-1)
  return { ...onSource, test: { name, root, include: ['test/**/*.test.ts'], testTimeout, ...test } }
}

export default defineConfig({
  test: {
    // Much of the time goes by waiting for browsers and servers, so two at a time also pay on two cores.
    maxWorkers: 2,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
    projects: [
      project('packages/core'),
      project('packages/conformance'),
      project('packages/store-sqlite'),
      project('packages/store-redis', { globalSetup: ['../../test-support/redis.ts'] }),
      project('packages/store-postgres', {
        globalSetup: ['../../test-support/postgres.ts'],
        testTimeout: 30_000,
        hookTimeout: 60_000,
      }),
      project('packages/adapter-express'),
      project('packages/adapter-koa'),
      project('packages/adapter-hono'),
      project('packages/notifier-ws'),
      project('packages/client'),
      project('examples/dashboard', {
        globalSetup: ['test/support/build-page.ts'],
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      project('examples', { include: ['*.test.ts'], testTimeout: 30_000 }),
      project('test-support', { include: ['*.test.ts'] }),
    ],
  },
})
