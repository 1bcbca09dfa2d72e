import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publishablePackages, REPOSITORY, readManifest } from './publishable-packages.ts'

describe.each(publishablePackages())('the package.json of $manifest.name', ({ directory, manifest }) => {
  const folder = `packages/${basename(directory)}`

  it('says what it is, whose, and where from', () => {
    expect(manifest).toMatchObject({
      name: `@seatkit/${basename(directory)}`,
      description: expect.stringMatching(/^.{20,150}\.$/),
      keywords: expect.arrayContaining(['session', 'concurrent-sessions', 'session-limit']),
      license: 'MIT',
      homepage: `https://github.com/seatkit/seatkit/tree/main/${folder}#readme`,
      bugs: 'https://github.com/seatkit/seatkit/issues',
      repository: {
        type: 'git',
        url: 'git+https://github.com/seatkit/seatkit.git',
        directory: folder,
      },
      publishConfig: { access: 'public', provenance: true },
    })
    expect(readFileSync(`${directory}/LICENSE`, 'utf8')).toBe(readFileSync(`${REPOSITORY}LICENSE`, 'utf8'))
  })

  it('is of modules alone, of which a bundler may drop what is not used', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false })
    expect(manifest).not.toHaveProperty('main')
  })

  it('asks for a Node that is new enough for whatever it brings along', () => {
    const own = floorOf(manifest.engines?.node)
    const brought = Object.keys(manifest.dependencies ?? {}).map((name) => {
      const installed = [directory, REPOSITORY].map((root) => `${root}/node_modules/${name}`).find(existsSync)
      return [name, floorOf(readManifest(installed ?? '').engines?.node)] as const
    })
    expect(brought.filter(([, floor]) => floor > own)).toEqual([])
  })

  it('asks for no framework or driver that its tests do not run on', () => {
    const { peerDependencies = {}, devDependencies = {} } = manifest
    const untested = Object.keys(peerDependencies).filter((name) => devDependencies[name] === undefined)
    expect(untested).toEqual([])
  })
})

/** The major version of Node from which on something runs, such as 22 of `>=22.12`; 0 when it does not say. */
function floorOf(range = ''): number {
  return Number(/^(?:>=|\^) ?(\d+)/.exec(range)?.[1] ?? 0)
}
