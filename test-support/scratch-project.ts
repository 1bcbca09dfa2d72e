import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** A directory with files of its own and the dependencies of this repository, as a reader of the documentation has it. */
export interface ScratchProject extends Disposable {
  /** Where one of its files is. */
  path(name: string): string
  /** Runs Node in it, on the packages' source, until it ends. */
  node(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>
}

const repository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** @param files  What they hold, by name. A `tsconfig.json` with the settings of this repository is added. */
export function scratchProject(files: ReadonlyMap<string, string>): ScratchProject {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-'))
  symlinkSync(repository('node_modules'), join(directory, 'node_modules'))
  const settings = { extends: repository('tsconfig.json'), include: ['*.ts'] }
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(settings))
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  for (const [name, code] of files) writeFileSync(join(directory, name), code)

  return {
    path: (name) => join(directory, name),
    node: async (...args) => {
      const flags = ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning']
      const child = spawn(process.execPath, [...flags, ...args], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')])
      return { exitCode, output }
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  }
}
