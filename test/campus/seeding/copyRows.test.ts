import { expect, it } from 'vitest'
import { copyRows } from '../../../src/campus/seeding/copyRows.ts'
import { tables } from '../../../src/generated/tables.ts'
import { openCampus } from '../../support/seedingCampus.ts'

const hostile = ['', 'NULL', '\\N', '\\.', 'a\tb', 'a\nb', 'a\r\nb', 'back\\slash', '"quoted"', '{a,b}', 'Ɔdɔ ✓ 🎓']

it('carries every text and every item of a list as it is', async () => {
  const campus = await openCampus()
  await campus.client.query(`insert into buildings (id, name, kind) values (1, 'Block', 'BLOCK')`)
  const rows = hostile.map((text, index) => ({
    ...{
      id: index + 1,
      buildingId: 1,
      name: `${index} ${text}`,
      kind: 'OFFICE' as const,
      floor: null,
      roomNumber: text,
    },
    ...{ capacity: null, equipment: hostile.slice(0, index), latitude: 6.5, longitude: -1.25 },
  }))
  expect(await copyRows(campus.client, tables.Space, rows, () => {})).toBe(hostile.length)
  const { rows: found } = await campus.client.query(
    `select id, building_id as "buildingId", name, kind, floor, room_number as "roomNumber", capacity, equipment,
       latitude, longitude from spaces order by id`,
  )
  expect(found).toEqual(rows)
  await campus.close()
})

it('splits many rows, and says how many are there', async () => {
  const campus = await openCampus()
  const counts: number[] = []
  const rows = Array.from({ length: 10_001 }, (_, index) => ({
    id: index + 1,
    code: `C ${index}`,
    title: 'x'.repeat(100),
  }))
  expect(await copyRows(campus.client, tables.Course, rows.values(), (count) => counts.push(count))).toBe(10_001)
  expect(counts).toEqual([5000, 10_000, 10_001])
  expect(await campus.value('select count(*) from courses')).toBe('10001')
  expect(await copyRows(campus.client, tables.Term, [], () => {})).toBe(0)
  await campus.close()
})
