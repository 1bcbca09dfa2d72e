import { isAllowedOrigin, resolveHttpOptions } from '@seatkit/core/http'
import { expect, it } from 'vitest'
import { ORIGIN, request } from './browser.ts'

it.each(['https://app.example', 'http://localhost:5173', 'https://app.example:8443', 'http://[::1]:3000'])(
  'takes %s as an origin',
  (origin) => {
    expect(resolveHttpOptions({ allowedOrigins: [origin] }).allowedOrigins).toEqual(new Set([origin]))
  },
)

it.each([
  'app.example',
  'https://app.example/',
  'https://app.example:443',
  'https://APP.example',
  'https://app.example/path',
  'https://*.app.example',
  'https://user@app.example',
  'null',
  '*',
  '',
])('refuses %j as an origin', (origin) => {
  expect(() => resolveHttpOptions({ allowedOrigins: [origin] })).toThrow(TypeError)
})

it('compares origins exactly', () => {
  const options = resolveHttpOptions({ allowedOrigins: ['https://other.example'] })
  const allowed = (origin: string): boolean => isAllowedOrigin(origin, request(), options)
  expect([ORIGIN, 'https://other.example'].map(allowed)).toEqual([true, true])
  const wrong = ['', 'null', `${ORIGIN}/`, `${ORIGIN}:443`, `${ORIGIN}.evil.example`, 'http://app.example']
  expect([...wrong, ORIGIN.toUpperCase(), 'https://evil-other.example'].map(allowed)).not.toContain(true)
})
