import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashesNamed } from './registeredTexts.ts'

const registered = [
  { id: 'first', name: 'First', body: 'query First { a { b __typename } }' },
  { id: hash('sha256', 'query Second {\n  a\n}'), name: 'Second', body: 'query Second {\n  a\n}' },
]

test('an operation has a hash for each text that answers as it, and one where its texts are the same', () => {
  const plain = hash('sha256', 'query First {\n  a {\n    b\n  }\n}')
  expect(hashesNamed(registered, 'First')).toEqual([plain, 'first'])
  expect(hashesNamed(registered, 'Second')).toEqual([registered[1]?.id])
  expect(hashesNamed(registered, 'Third')).toEqual([])
})
