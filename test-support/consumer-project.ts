import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { Ranges } from './publishable-packages.ts'

/** A fresh project in a directory of its own, with what it depends on installed by npm, as somebody outside this repository has it. */
export interface ConsumerProject extends AsyncDisposable {
  /** @returns  Its absolute path. */
  write(name: string, content: string): Promise<string>
  /** Runs Node in it, without any condition of this repository, until it ends. */
  node(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }>
}

/** @param dependencies  Versions, or absolute paths of tarballs. */
export async function consumerProject(dependencies: Ranges): Promise<ConsumerProject> {
  const directory = await mkdtemp(join(tmpdir(), 'seatkit-consumer-'))
  const project: ConsumerProject = {
    async write(name, content) {
      const file = join(directory, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
      return file
    },
    async node(...args) {
      const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
      const [stdout, stderr, [exitCode]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      return { exitCode, output: stdout + stderr }
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
  await project.write('package.json', JSON.stringify({ private: true, type: 'module', dependencies }))
  // No scripts: a package that needs one to be installed would fail here.
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await promisify(execFile)('npm', ['install', ...options], { cwd: directory })
  return project
}
