import { InMemoryCache } from '@apollo/client/cache'
import { createRequest, formatDocument, stringifyDocument } from '@urql/core'
import { type DocumentNode, parse, print, stripIgnoredCharacters } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readOperations } from './manifest.ts'
import { addTypenames, withoutTypenames } from './typenames.ts'

const apollo = new InMemoryCache()
const added = (text: string) => stripIgnoredCharacters(print(addTypenames(parse(text))))

describe('addTypenames', () => {
  const registered = readOperations().map(({ name, text }): [string, string] => [name, text])

  test.each([
    ...registered,
    ['fragments', 'query Q { a { ...F ... on A { b } ... @include(if: true) { c } } } fragment F on A { d { e } }'],
    ['a mutation', 'mutation M { a(input: { b: "{ c }" }) { userErrors { code } } }'],
    ['one that is there', 'query Q { a { __typename b { c __typename } } }'],
    ['leaves alone', '{ a b c }'],
  ])('adds to %s what Apollo Client and urql add', (_what, text) => {
    const ours = print(addTypenames(parse(text)))
    expect(ours).toBe(print(apollo.transformDocument(parse(text))))
    expect(ours).toBe(print(formatDocument(parse(text)) as DocumentNode))
  })

  test.each(readOperations())("urql's text of $name is the registered one, so its hash is too", ({ text, body }) => {
    for (const source of [text, body]) {
      expect(stringifyDocument(formatDocument(createRequest(source, {}).query) as DocumentNode)).toBe(body)
    }
  })

  test.each([
    ['none to the operation itself', '{ a }', '{a}'],
    ['one to each selection set below, last', '{ a { b { c } d } }', '{a{b{c __typename}d __typename}}'],
    ['none beside introspection', '{ a { __type b { c } } }', '{a{__type b{c __typename}}}'],
    ['none beside one of another name', '{ a { kind: __typename } }', '{a{kind:__typename}}'],
  ])('adds %s', (_what, text, expected) => {
    expect(added(text)).toBe(expected)
    expect(added(added(text))).toBe(expected)
  })
})

describe('withoutTypenames', () => {
  test.each([
    ['takes away what was added', '{ a { b { c __typename } __typename } }', '{a{b{c}}}'],
    ['leaves those of the operation itself', '{ __typename a { b __typename } }', '{__typename a{b}}'],
    ['leaves one that is all there is', '{ a { __typename } }', '{a{__typename}}'],
    ['leaves one with a name or a condition', '{ a { t: __typename __typename @skip(if: false) } }', undefined],
  ])('%s', (_what, text, expected) => {
    const plain = stripIgnoredCharacters(print(withoutTypenames(parse(text))))
    expect(plain).toBe(expected ?? stripIgnoredCharacters(text))
  })
})
