import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a program that tests need, from Debian's package when it is not there yet.
 *
 * @throws {Error} With the command to run, where the package cannot be installed from here.
 */
export function debianProgram(program: string, debianPackage: string): string {
  return find(program) ?? install(program, debianPackage)
}

function find(program: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter)
  return directories.map((directory) => join(directory, program)).find((file) => existsSync(file))
}

function install(program: string, debianPackage: string): string {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${debianPackage}`
  const isRoot = process.getuid?.() === 0
  if (isRoot && find('apt-get') !== undefined) {
    console.log(`${program} is not installed; running: ${command}`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('sh', ['-c', command], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
    const installed = find(program)
    if (installed !== undefined) return installed
  }
  const sudo = spawnSync('sh', ['-c', 'command -v sudo']).status === 0 || !isRoot ? 'sudo ' : ''
  throw new Error(`the tests need ${program}; run: ${sudo}sh -c '${command}'`)
}
