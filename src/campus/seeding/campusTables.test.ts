import { expect, it } from 'vitest'
import { tables } from '../../generated/tables.ts'
import { campusTables } from './campusTables.ts'

/** Tables that hold no person's content: they describe people that exist, or what was tried. */
const besides = [
  tables.DemoCampus,
  tables.Credential,
  tables.Session,
  tables.Attempt,
  tables.IdempotencyKey,
  tables.AuditEntry,
]

it('names every table that holds what a campus is', () => {
  const all = Object.values(tables).map(({ name }) => name)
  const others = besides.map(({ name }) => name)
  expect([...campusTables, ...others].toSorted()).toEqual(all.sort())
})
