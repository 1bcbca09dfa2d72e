import { deviceName } from '@seatkit/core/http'
import { expect, it } from 'vitest'

/** What expressions for user agents look for; repeated, it is what makes some of them try again and again. */
const WORDS = [
  'Mozilla/5.0 (',
  'Version/',
  'Chrome/1',
  'Android ',
  'iPhone OS 1_',
  'Windows NT ',
  'Mac OS X 1.',
  'Opera Mini/',
  'MSIE ',
  'rv:',
  'Mobile Safari/',
  'SmartTV;',
  'Tablet ',
  ' like Gecko',
  '(KHTML, ',
  'bot;',
  ' ',
  '.',
  '_',
  '1',
  'a',
  ';',
  ')',
  '\t',
]

it('P23 R55 names user agents that are made to have expressions try again and again', {
  timeout: 20_000,
}, () => {
  for (const start of WORDS) {
    for (const word of WORDS) {
      for (const end of ['', '!', 'Safari', '\u0000']) {
        const userAgent = (start + word.repeat(512)).slice(0, 512 - end.length) + end
        expect(deviceName(userAgent)).not.toBe('')
      }
    }
  }
})
