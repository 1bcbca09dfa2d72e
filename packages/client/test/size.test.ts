import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildResult, build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')

/** What a page loads of an entry, except for these packages. */
async function bundle(
  entry: string,
  external: readonly string[],
): Promise<{ bytes: number; packages: string[] }> {
  const { outputFiles, metafile }: BuildResult<{ metafile: true; write: false }> = await build({
    entryPoints: [join(SRC, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [...external],
    metafile: true,
    write: false,
  })
  const inputs = Object.keys(metafile.inputs)
  const packages = inputs.filter((path) => !path.includes('client/src/') && !path.startsWith('src/'))
  return { bytes: gzipSync(outputFiles[0]?.contents ?? '').length, packages }
}

describe('the size', () => {
  it('is at most 5 kB without the reconnecting socket, and nothing else comes along', async () => {
    const { bytes, packages } = await bundle('index.ts', ['partysocket/ws'])
    console.log(`@seatkit/client: ${bytes} B gzipped without partysocket`)
    expect(bytes).toBeLessThanOrEqual(5_000)
    expect(packages).toEqual([])
  })

  it('is at most 500 B for the hooks', async () => {
    const { bytes, packages } = await bundle('react/index.ts', ['react'])
    console.log(`@seatkit/client/react: ${bytes} B gzipped`)
    expect(bytes).toBeLessThanOrEqual(500)
    expect(packages).toEqual([])
  })
})
