import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createPersistedOperations, type RegisteredOperation } from './persistedOperations.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const register = (name: string, body: string): RegisteredOperation => ({ id: sha256(body), name, body })
const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

const room = register('Room', 'query Room {\n  room {\n    name\n  }\n}')
const asWritten = '# What a room is called.\nquery Room { room { name, } }'

describe('a text', () => {
  const operations = createPersistedOperations({ registered: [room], recognise: true })

  test('is a registered one when only white space, commas and comments are another', () => {
    const found = { origin: 'registered', hash: room.id, text: room.body }
    expect(operations.resolve({ query: room.body })).toEqual(found)
    expect(operations.resolve({ query: asWritten })).toEqual(found)
    expect(operations.resolve({ query: asWritten })).toEqual(found)
    expect(operations.resolve(persisted(sha256(asWritten)))).toEqual(found)
  })

  test.each([
    ['another selection', 'query Room { room { name id } }'],
    ['another name', 'query Rooms { room { name } }'],
    ['another order', 'query Room { room { id name } }'],
    ['more definitions', `${room.body} fragment F on Room { name }`],
    ['no sense', 'query Room {'],
    ['more brackets than a stack holds', '['.repeat(1_000_000)],
  ])('is no registered one with %s', (_what, query) => {
    expect(operations.resolve({ query })).toMatchObject({ origin: 'text', hash: sha256(query) })
    expect(operations.resolve({ query })).toMatchObject({ origin: 'text' })
    expect(operations.resolve(persisted(sha256(query)))).toMatchObject({ origin: 'unknown' })
  })

  test('is another one where nobody asked to recognise', () => {
    const exact = createPersistedOperations({ registered: [room], recognise: false })
    expect(exact.resolve({ query: asWritten })).toMatchObject({ origin: 'text' })
    expect(exact.resolve({ query: room.body })).toMatchObject({ origin: 'registered' })
  })
})

describe('a registered operation with `__typename`s', () => {
  const text =
    'query Room {\n  room {\n    name\n    desk {\n      size\n      __typename\n    }\n    __typename\n  }\n}'
  const full = register('Room', text)
  const plain = 'query Room {\n  room {\n    name\n    desk {\n      size\n    }\n  }\n}'
  const found = (known: string) => ({ origin: 'registered', hash: sha256(known), text: known })

  test.each([true, false])('is registered without them too, as a text of its own: recognise %j', (recognise) => {
    const operations = createPersistedOperations({ registered: [full], recognise })
    expect(operations.resolve(persisted(full.id))).toEqual(found(text))
    expect(operations.resolve(persisted(sha256(plain)))).toEqual(found(plain))
    expect(operations.resolve({ query: plain })).toEqual(found(plain))
  })

  test('is recognised without some of them, which are not answered then', () => {
    const operations = createPersistedOperations({ registered: [full], recognise: true })
    const some = 'query Room { room { name desk { size __typename } } } # ours'
    const printed = plain.replace('size', 'size\n      __typename')
    expect(operations.resolve(persisted(sha256(some)))).toMatchObject({ origin: 'unknown' })
    expect(operations.resolve({ query: some })).toEqual(found(printed))
    expect(operations.resolve(persisted(sha256(some)))).toEqual(found(printed))
    expect(operations.resolve({ query: `${plain} # ours` })).toEqual(found(plain))
  })

  test('is not recognised with more of them, or at another place', () => {
    const operations = createPersistedOperations({ registered: [full], recognise: true })
    for (const query of [
      text.replace('{', '{ __typename '),
      text.replace('name', '__typename name'),
      text.replace('name\n', 'name again: __typename\n'),
    ]) {
      expect(operations.resolve({ query })).toMatchObject({ origin: 'text' })
    }
  })

  test('gives way to one that is registered without', () => {
    const bare = register('Bare', plain)
    const operations = createPersistedOperations({ registered: [bare, full], recognise: true })
    expect(operations.resolve(persisted(bare.id))).toEqual(found(plain))
    expect(operations.resolve(persisted(full.id))).toEqual(found(text))
  })
})

describe('what is remembered', () => {
  test('is found by its hash, and never takes the place of what is registered', () => {
    const operations = createPersistedOperations({ registered: [room], recognise: false })
    const query = '{ room { name } }'
    const known = operations.resolve({ query })
    expect(operations.resolve(persisted(sha256(query)))).toMatchObject({ origin: 'unknown' })
    if (known.origin !== 'unknown') operations.remember(known)
    expect(operations.resolve(persisted(sha256(query)))).toEqual({
      origin: 'remembered',
      hash: sha256(query),
      text: query,
    })
    operations.remember({ origin: 'text', hash: room.id, text: '{ planted }' })
    expect(operations.resolve(persisted(room.id))).toMatchObject({ text: room.body })
  })

  test('is bounded: who sends texts without end pushes out the oldest', () => {
    const operations = createPersistedOperations({ registered: [], recognise: false })
    const remember = (text: string) => operations.remember({ origin: 'text', hash: sha256(text), text })
    remember('first')
    for (let i = 0; i < 200; i++) remember(`${i}${'x'.repeat(60_000)}`)
    expect(operations.resolve(persisted(sha256('first')))).toMatchObject({ origin: 'unknown' })
    remember('last')
    expect(operations.resolve(persisted(sha256('last')))).toMatchObject({ origin: 'remembered' })
  })
})
