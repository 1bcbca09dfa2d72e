import { readFileSync } from 'node:fs'
import { type OpenedStore, storeCases } from '@seatkit/conformance'
import { memoryStore } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { racyStore } from './fixtures/racy-store.ts'

function open(): OpenedStore {
  const store = memoryStore()
  return { handles: [store, store], close: () => {} }
}

describe('storeCases', () => {
  it('gives every case an id of its own, and a name that begins with it and says how binding it is', () => {
    const cases = storeCases({ open })
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    for (const { id, name } of cases) expect(name).toMatch(new RegExp(`^${id} (MUST|SHOULD) `))
  })

  it('marks what is declared as a deviation with its reason, and nothing else', () => {
    const cases = storeCases({ open, skip: [{ reason: 'has no sweeper', ids: ['S60', 'S61'] }] })
    const skipped = cases.filter((one) => one.skipped !== undefined)
    expect(skipped.map((one) => [one.id, one.skipped])).toEqual([
      ['S60', 'has no sweeper'],
      ['S61', 'has no sweeper'],
    ])
  })

  it('refuses a deviation from a case that there is not, or without a reason', () => {
    expect(() => storeCases({ open, skip: [{ reason: 'why', ids: ['S00'] }] })).toThrow(
      new TypeError("skip: there is no case 'S00'"),
    )
    expect(() => storeCases({ open, skip: [{ reason: ' ', ids: ['S60'] }] })).toThrow(
      new TypeError('skip: S60 needs a reason'),
    )
  })

  it('closes what it opened, whether the case passes or not', async () => {
    let opened = 0
    const counting = (handle: OpenedStore['handles'][0]): OpenedStore => {
      opened++
      return {
        handles: [handle, handle],
        close: () => {
          opened--
        },
      }
    }
    const caseOf = (handles: () => OpenedStore) =>
      storeCases({ open: handles }).find(({ id }) => id === 'S74')
    await caseOf(() => counting(memoryStore()))?.run()
    expect(opened).toBe(0)
    await expect(caseOf(() => counting(racyStore(memoryStore())))?.run()).rejects.toThrow()
    expect(opened).toBe(0)
  })

  it('lists the same cases in the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const listed = [...readme.matchAll(/^\| (S\d+) \| (.+) \|$/gm)].map(([, id, name]) => `${id} ${name}`)
    expect(listed).toEqual(storeCases({ open }).map(({ name }) => name))
  })
})
