import { expect, it } from 'vitest'
import { tables } from '../generated/tables.ts'
import { campusTables } from './campusTables.ts'

it('names every table but the mark of the demo', () => {
  const all = Object.values(tables).map(({ name }) => name)
  expect(campusTables.toSorted()).toEqual(all.filter((name) => name !== tables.DemoCampus.name).sort())
})
