import type { Options } from 'tsup'

/** How every package is built: modules, their types, and maps to the sources, which are published as well. */
export function library(...entry: string[]): Options {
  return {
    entry,
    format: ['esm'],
    dts: true,
    sourcemap: true,
    clean: true,
    target: 'node22',
    treeshake: true,
    // Some of Node's modules, and all of them outside of Node, are known by the name with the prefix alone.
    removeNodeProtocol: false,
    esbuildOptions: (options) => {
      options.sourcesContent = false
    },
  }
}
