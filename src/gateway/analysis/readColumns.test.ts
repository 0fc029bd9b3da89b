import { expect, test } from 'vitest'
import { readColumns } from './readColumns.ts'

interface Row {
  id: number
  spaceId: number
  kind: string
}

test('what a resolver takes out of its row is what it reads', () => {
  expect(readColumns(({ spaceId }: Row, _: object) => spaceId)).toEqual(['spaceId'])
  expect(readColumns(({ id: own, kind = 'none' }: Row) => [own, kind])).toEqual(['id', 'kind'])
  expect(readColumns(async ({ id }: Row) => id)).toEqual(['id'])
  expect(
    readColumns(function named({ kind }: Row) {
      return kind
    }),
  ).toEqual(['kind'])
  const method = { of: ({ id }: Row) => id }
  expect(readColumns(method.of)).toEqual(['id'])
})

test('one that does without its row reads nothing', () => {
  expect(readColumns(() => 1)).toEqual([])
  expect(readColumns((_: Row, args: object) => args)).toEqual([])
})

test('one that takes its row whole, or the rest of it, may read anything', () => {
  expect(readColumns((row: Row) => row.id)).toBeUndefined()
  expect(readColumns(({ id, ...others }: Row) => [id, others])).toBeUndefined()
})

test('what is not plain to see may be anything', () => {
  const row = (source: string) => readColumns(new Function(`return ${source}`)())
  expect(row('({ id, /* the room */ spaceId }) => spaceId')).toBeUndefined()
  expect(row('({ id, [name]: value }) => value')).toBeUndefined()
  expect(row("({ kind = '}', id }) => id")).toBeUndefined()
  expect(row('({ at: { id } }) => id')).toBeUndefined()
  expect(row("({ 'space-id': id }) => id")).toBeUndefined()
  expect(row('({ id = 1, kind: own = null }) => own')).toEqual(['id', 'kind'])
  expect(readColumns(((row: Row) => row.id).bind(null))).toBeUndefined()
  expect(row('(_row) => _row.id')).toBeUndefined()
  expect(row('function () { return arguments[0].id }')).toBeUndefined()
  expect(row('function named() { return 1 }')).toEqual([])
})
