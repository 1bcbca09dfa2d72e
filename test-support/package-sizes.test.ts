import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { REPOSITORY } from './publishable-packages.ts'

/**
 * Bytes that the code of a package may come to, minified and gzipped, without the packages that it imports: about a tenth
 * more than when it was last looked at. An adapter that grows has begun to decide things. The client has tests of its own.
 */
const LIMITS = {
  'adapter-express': 760,
  'adapter-koa': 920,
  'adapter-hono': 1_020,
  'notifier-ws': 2_400,
}

it.each(Object.entries(LIMITS))('%s is of at most %i bytes', async (name, limit) => {
  const { outputFiles } = await build({
    entryPoints: [`${REPOSITORY}packages/${name}/src/index.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    packages: 'external',
    write: false,
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '').length
  console.log(`@seatkit/${name}: ${bytes} B gzipped`)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(limit)
})
