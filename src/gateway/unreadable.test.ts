import { expect, test } from 'vitest'
import { findUnreadable } from './unreadable.ts'

test.each([
  ['\0', 'U+0000'],
  ['a\u0007b', 'U+0007'],
  ['a\nb', 'U+000A'],
  ['\u009b', 'U+009B'],
  ['moo\u202eR', 'U+202E'],
  ['\u202a', 'U+202A'],
  ['\u2066x\u2069', 'U+2066'],
  ['\ud800', 'U+D800'],
  ['a\udfffb', 'U+DFFF'],
  ['\udc00\ud800', 'U+DC00'],
])('%j holds %s', (text, found) => {
  expect(findUnreadable(text)).toBe(found)
  expect(findUnreadable(`${text}\0`, text)).toBe(text.includes('\0') ? undefined : 'U+0000')
})

test.each(['', 'Ωmega → Halle 3', '😀', 'سلام\u200f', 'a\u200db', 'Café'])('%j holds none', (text) => {
  expect(findUnreadable(text)).toBeUndefined()
})
