import { describe, expect, test } from 'vitest'
import { type ColumnNeeds, columnsAnd, columnsOf, fixedColumns } from './columns.ts'
import { sql } from './sql.ts'
import type { Table } from './table.ts'

interface Room {
  id: number
  name: string
  floor: number
  opensAt: string
}

const column = (name: string) => ({ name, type: 'text', nullable: false })

const rooms: Table<Room> = {
  name: 'rooms',
  model: 'Room',
  columns: { id: column('id'), name: column('name'), floor: column('floor'), opensAt: column('opens_at') },
}

const needing = (...fields: string[]): ColumnNeeds => ({
  of: (model) => (model === 'Room' ? new Set(fields) : undefined),
  names: () => true,
})
const all = 't.id as "id",t.name as "name",t.floor as "floor",t.opens_at as "opensAt"'

describe('what is selected', () => {
  test('is everything where anything may be used', () => {
    const columns = columnsOf(rooms)
    expect(columns.select(undefined).text).toBe(all)
    expect(columns.select({ of: () => undefined, names: () => true }).text).toBe(all)
  })

  test('is what the operation can use, and the id, in the order of the table', () => {
    const columns = columnsOf(rooms)
    expect(columns.select(needing('opensAt', 'name')).text).toBe(
      't.id as "id",t.name as "name",t.opens_at as "opensAt"',
    )
    expect(columns.select(needing()).text).toBe('t.id as "id"')
    expect(columns.select(needing('totalCount', 'floor')).text).toBe('t.id as "id",t.floor as "floor"')
  })

  test('is what the statement itself uses too, such as what it orders by', () => {
    expect(columnsOf(rooms).select(needing('name'), ['floor']).text).toBe(
      't.id as "id",t.name as "name",t.floor as "floor"',
    )
  })

  test('may be something else in place of a column, with parameters of its own', () => {
    const columns = columnsOf(rooms, { name: sql`coalesce(t.name, ${'–'})` })
    const { text, values } = columns.select(needing('name'))
    expect([text, values]).toEqual(['t.id as "id",coalesce(t.name, $1) as "name"', ['–']])
    expect(columns.select(needing('floor')).values).toEqual([])
  })

  test('may have more beside it, or be fixed', () => {
    const beside = columnsAnd(columnsOf(rooms), sql`${1} as one`)
    expect(beside.select(needing()).text).toBe('t.id as "id", $1 as one')
    expect(fixedColumns('r.*').select(needing('name')).text).toBe('r.*')
  })
})

test('equal needs are one fragment, by which the statement is found again', () => {
  const columns = columnsOf(rooms)
  expect(columns.select(needing('name'), ['floor'])).toBe(columns.select(needing('floor', 'name')))
})

test('there are at most 20 sets of columns; what comes after them selects all', () => {
  const names = ['a', 'b', 'c', 'd', 'e'] as const
  const wide: Table<Record<'id' | (typeof names)[number], string>> = {
    name: 'wide',
    model: 'Room',
    columns: {
      id: column('id'),
      a: column('a'),
      b: column('b'),
      c: column('c'),
      d: column('d'),
      e: column('e'),
    },
  }
  const columns = columnsOf(wide)
  const subsets = Array.from({ length: 32 }, (_, bits) => names.filter((_, i) => bits & (1 << i)))
  const texts = new Set(subsets.map((subset) => columns.select(needing(...subset)).text))
  expect(texts.size).toBe(20 + 1)
  expect(columns.select(needing('e', 'c', 'd')).text).toBe(columns.select(undefined).text)
  expect(columns.select(needing('a')).text).toBe('t.id as "id",t.a as "a"')
})
