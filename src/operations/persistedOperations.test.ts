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
