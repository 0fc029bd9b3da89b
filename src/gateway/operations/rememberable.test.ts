import { parse, print } from 'graphql'
import { expect, test } from 'vitest'
import { rememberable } from './rememberable.ts'

test('a text stays as it is where it is short and has no comments', () => {
  expect(rememberable('{\n  room { name }\n}')).toBe('{\n  room { name }\n}')
})

test('comments go, and nothing else that counts', () => {
  const text = `# A\n{ room(called: "#1 # not one") { name, # B\n } }`
  const kept = rememberable(text)
  expect(kept).toBe('{room(called:"#1 # not one"){name}}')
  expect(print(parse(kept ?? ''))).toBe(print(parse(text)))
})

test('a megabyte of comments or white space around a field is not kept', () => {
  for (const padding of [`#${'x'.repeat(1_000_000)}\n`, ' \n,'.repeat(300_000)]) {
    expect(rememberable(`${padding}{ room { name } }`)).toBe('{room{name}}')
  }
})

test('abuse', () => {
  const long = (length: number) => `{ room(called: "${'x'.repeat(length)}") { name } }`
  expect(rememberable(long(65_000))).toBeDefined()
  expect(rememberable(long(66_000))).toBeUndefined()
  expect(rememberable(long(40_000).replaceAll('x', 'é'))).toBeUndefined()
  expect(rememberable('# no end of a string\n{ a(b: "')).toBeUndefined()
})
