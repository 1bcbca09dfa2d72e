import { expect, it } from 'vitest'
import { debianProgram } from './debian-program.ts'

it('finds a program that is there', () => {
  expect(debianProgram('sh', 'dash')).toMatch(/\/sh$/)
})

it('names the command to run where it cannot install', () => {
  const path = process.env.PATH
  process.env.PATH = ''
  try {
    expect(() => debianProgram('redis-server', 'redis-server')).toThrow(
      /redis-server; run: .*apt-get install -y --no-install-recommends redis-server/,
    )
  } finally {
    process.env.PATH = path
  }
})
