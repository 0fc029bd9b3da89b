import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { campusTables } from '../../../src/campus/seeding/campusTables.ts'
import { isUntouchedDemo, removeUntouchedDemo } from '../../../src/campus/seeding/demoMark.ts'
import { loadDemo } from '../../../src/campus/seeding/loadDemo.ts'
import { seedCampus } from '../../../src/campus/seeding/seedCampus.ts'
import { type Campus, digest, openCampus, silent, wednesday } from '../../support/seedingCampus.ts'

const addBuilding = `insert into buildings (name, kind) values ('Own Block', 'BLOCK')`

let campus: Campus
beforeEach(async () => {
  campus = await openCampus()
})
afterEach(() => campus.close())

const load = () => loadDemo(campus.url, wednesday, silent)
const rowsLeft = async () => {
  const counts = campusTables.map((table) => `(select count(*) from ${table})`)
  return Number(await campus.value(`select ${counts.join(' + ')}`))
}

async function inTransaction<T>(end: 'commit' | 'rollback', work: () => Promise<T>): Promise<T> {
  await campus.client.query('begin')
  const result = await work()
  await campus.client.query(end)
  return result
}

const remove = (end: 'commit' | 'rollback' = 'commit') => inTransaction(end, () => removeUntouchedDemo(campus.client))

describe('loading the demo', () => {
  it('happens once, of two at once too', async () => {
    expect((await Promise.all([load(), load()])).sort()).toEqual([false, true])
    const loaded = await digest(campus)
    expect(await load()).toBe(false)
    expect(await digest(campus)).toEqual(loaded)
  })

  it('does not happen where anything is', async () => {
    await campus.client.query(addBuilding)
    expect(await load()).toBe(false)
    expect(await rowsLeft()).toBe(1)
    expect(await isUntouchedDemo(campus.client)).toBe(false)
  })

  it('gives what `seed` gives, which is not a demo', async () => {
    await seedCampus(campus.client, wednesday, silent)
    const seeded = await digest(campus)
    expect(await isUntouchedDemo(campus.client)).toBe(false)
    expect(await remove()).toBe(false)
    expect(await load()).toBe(false)

    const demo = await openCampus()
    await loadDemo(demo.url, wednesday, silent)
    expect(await digest(demo)).toEqual(seeded)
    await demo.close()
  })

  it('does not happen again after everything was deleted by hand', async () => {
    await load()
    for (const table of campusTables.toReversed()) await campus.client.query(`delete from ${table}`)
    expect(await load()).toBe(false)
    expect(await rowsLeft()).toBe(0)
  })
})

describe('removing the demo', () => {
  it('leaves no row of it, and it does not come back', async () => {
    await load()
    expect(await isUntouchedDemo(campus.client)).toBe(true)
    expect(await remove()).toBe(true)
    expect(await rowsLeft()).toBe(0)
    expect(await remove()).toBe(false)
    expect(await load()).toBe(false)

    await campus.client.query(addBuilding)
    await campus.client.query('delete from buildings')
    expect(await load()).toBe(false)
  })

  it.each([
    ['a building', addBuilding],
    [
      'a booking',
      `insert into bookings (space_id, title, kind, starts_at, ends_at)
       values (1, 'Own', 'EVENT', '2030-01-01T10:00Z', '2030-01-01T11:00Z')`,
    ],
    ['a rating', 'insert into ratings (building_id, score) values (1, 5)'],
    ['a user', `insert into users (username, email) values ('own', 'own@campus.example')`],
  ])('touches nothing once %s was added', async (_, sql) => {
    await load()
    await campus.client.query(sql)
    const before = await digest(campus)
    expect(await remove()).toBe(false)
    expect(await digest(campus)).toEqual(before)
  })

  it('is undone with the transaction it belongs to', async () => {
    await load()
    const before = await digest(campus)
    expect(await remove('rollback')).toBe(true)
    expect(await digest(campus)).toEqual(before)
    expect(await isUntouchedDemo(campus.client)).toBe(true)
  })

  it('still happens after an import that was refused, though that moved the sequences', async () => {
    await load()
    await inTransaction('rollback', () => campus.client.query(addBuilding))
    expect(await remove()).toBe(true)
  })

  it('touches nothing in a database without a demo', async () => {
    await campus.client.query(addBuilding)
    expect(await remove()).toBe(false)
    expect(await rowsLeft()).toBe(1)
  })
})
