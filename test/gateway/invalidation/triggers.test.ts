import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tagMap } from '../../../src/campus/cacheTags.ts'
import { type Tag, tagOf } from '../../../src/gateway/tags/tag.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let client: pg.Client

beforeEach(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(smallCampus)
})
afterEach(async () => {
  await client.end()
  await database.drop()
})

/** Every tag that these tests can meet, by its number. */
const textByNumber = new Map<number, string>()
const name = (tag: Tag) => textByNumber.set(tagOf(tag.kind, tag.id), tagMap.describe(tag))
for (const type of Object.keys(tagMap.typeNumbers)) [tagMap.anyOf(type), tagMap.bulkOf(type)].forEach(name)
for (const { kind, column } of tagMap.kinds) {
  for (let id = 0; id <= 200; id++) if (id > 0 || column === undefined) name({ kind, id })
}

/** What the statements logged, a list for each row of the log in order. */
async function logged(...statements: string[]): Promise<string[][]> {
  await client.query('delete from cache.purge')
  for (const statement of statements) await client.query(statement)
  const { rows } = await client.query<{ tags: number[] }>('select tags from cache.purge order by ctid')
  return rows.map(({ tags }) => tags.map((tag) => textByNumber.get(tag) ?? `? ${tag}`).sort())
}

const booking = (values: string) =>
  `insert into bookings (id, space_id, title, kind, starts_at, ends_at, booked_by_id) values ${values}`

describe('a statement logs', () => {
  test('what it inserts and the questions that this answers', async () => {
    expect(await logged(booking(`(41, 13, 'Play', 'EVENT', '2030-01-01', '2030-01-02', null)`))).toEqual([
      ['Booking:41', 'Space.bookings:13', 'any:Booking', 'bookings'],
    ])
  })

  test('what it updates, by whatever column a list is filtered', async () => {
    expect(await logged(`update bookings set title = 'Draughts' where id = 32`)).toEqual([
      ['Booking:32', 'Space.bookings:12', 'User.bookings:22', 'any:Booking', 'bookings'],
    ])
  })

  test('where a row was and where it is', async () => {
    expect(await logged('update bookings set space_id = 13, booked_by_id = 21 where id = 32')).toEqual([
      [
        'Booking:32',
        'Space.bookings:12',
        'Space.bookings:13',
        'User.bookings:21',
        'User.bookings:22',
        'any:Booking',
        'bookings',
      ],
    ])
    const renumbered = await logged('update buildings set id = 3 where id = 2')
    expect(renumbered).toHaveLength(2)
    expect(renumbered).toEqual(
      expect.arrayContaining([
        ['Building.spaces:2', 'Building.spaces:3', 'Space:13', 'any:Space', 'spaces'],
        ['Building:2', 'Building:3', 'any:Building', 'buildings'],
      ]),
    )
  })

  test('what it deletes', async () => {
    expect(await logged('delete from bookings where id = 31')).toEqual([
      ['Booking:31', 'Space.bookings:11', 'User.bookings:21', 'any:Booking', 'bookings'],
    ])
  })

  test('nothing when it meets no row', async () => {
    expect(
      await logged(
        'update spaces set name = name where false',
        'delete from spaces where false',
        'insert into terms (name, starts_on, ends_on, time_zone) select name, starts_on, ends_on, time_zone from terms',
      ),
    ).toEqual([])
  })

  test('both sides of an upsert and of a merge', async () => {
    const upsert = `insert into buildings (id, name, kind) values (7, 'One', 'BLOCK'), (8, 'Eight', 'BLOCK')
      on conflict (name) do update set floors = 1`
    expect((await logged(upsert)).flat().sort()).toEqual([
      'Building:1',
      'Building:8',
      'any:Building',
      'any:Building',
      'buildings',
      'buildings',
    ])
    const merge = `merge into buildings using (values (1), (9)) as source (id) on buildings.id = source.id
      when matched then delete when not matched then insert (id, name, kind) values (source.id, 'Nine', 'BLOCK')`
    expect((await logged('delete from bookings', 'delete from spaces', merge)).slice(2).flat().sort()).toEqual([
      'Building:1',
      'Building:9',
      'any:Building',
      'any:Building',
      'buildings',
      'buildings',
    ])
  })

  test('what it causes elsewhere: a deleted user’s bookings and sessions', async () => {
    await client.query(`insert into sessions (id, user_id, token_hash, expires_at) values (51, 22, 'x', now())`)
    expect((await logged('delete from users where id = 22')).flat().sort()).toEqual([
      'Booking:32',
      'Session:51',
      'Space.bookings:12',
      'User.bookings:22',
      'User:22',
      'any:Booking',
      'any:Session',
      'any:User',
      'bookings',
      'users',
    ])
  })

  test('more than 200 rows as one tag that every answer of the type has', async () => {
    const many = (count: number) =>
      `insert into courses (id, code, title) select i, i::text, 'Course' from generate_series(1, ${count}) i`
    expect((await logged(many(200)))[0]).toHaveLength(202)
    expect(await logged('update courses set title = title')).toEqual([
      expect.arrayContaining(['Course:200', 'any:Course']),
    ])
    await client.query('delete from courses')
    expect(await logged(many(201))).toEqual([['any:Course', 'bulk:Course']])
    expect(await logged('update courses set title = title')).toEqual([['any:Course', 'bulk:Course']])
    expect(await logged('delete from courses')).toEqual([['any:Course', 'bulk:Course']])
  })

  test('a truncation, of every table that it reaches', async () => {
    expect(await logged('truncate term_breaks')).toEqual([['any:TermBreak', 'bulk:TermBreak']])
    expect((await logged('truncate terms cascade')).flat().sort()).toEqual(
      ['Booking', 'ClassGroup', 'ClassSession', 'Term', 'TermBreak']
        .flatMap((type) => [`any:${type}`, `bulk:${type}`])
        .sort(),
    )
  })

  test('a copy', async () => {
    expect(await logged(`copy courses (code, title) from program 'echo "C1,One"' csv`)).toEqual([
      ['Course:1', 'any:Course', 'courses'],
    ])
  })

  test('what a replica’s role writes, for which ordinary triggers do not fire', async () => {
    expect(
      await logged(`set session_replication_role = replica; update buildings set floors = 2 where id = 1`),
    ).toEqual([['Building:1', 'any:Building', 'buildings']])
    await client.query('reset session_replication_role')
  })
})

test('a row of the log is visible exactly when the change is, under the number of its transaction', async () => {
  await client.query('delete from cache.purge')
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  await other.query('begin; savepoint s; update buildings set floors = 3 where id = 1; release s')
  const visible = async () => (await client.query('select xid::text from cache.purge')).rows
  expect(await visible()).toEqual([])
  const { rows } = await other.query('select pg_current_xact_id()::text as xid')
  await other.query('commit')
  expect(await visible()).toEqual(rows)
  await other.end()
})

describe('writers', () => {
  test('who own nothing and know of no log may write what they were granted', async () => {
    const role = `writer_${randomUUID().replaceAll('-', '')}`
    await client.query(`create role ${role}; grant update, select on buildings to ${role}; set role ${role}`)
    await client.query('set search_path = pg_temp, public')
    await client.query('update buildings set floors = 4 where id = 1')
    await expect(client.query('delete from cache.purge')).rejects.toThrow('permission denied for schema cache')
    await client.query(`reset role; reset search_path; revoke all on buildings from ${role}; drop role ${role}`)
    expect((await client.query('select floors from buildings where id = 1')).rows).toEqual([{ floors: 4 }])
  })

  test('cannot put a function or a table of theirs in the way', async () => {
    await client.query(
      `create temp table purge (tags int[]); create temp table after (id int); set search_path = pg_temp, public`,
    )
    expect(await logged(`insert into public.courses (id, code, title) values (1, 'C1', 'One')`)).toEqual([
      ['Course:1', 'any:Course', 'courses'],
    ])
    await client.query('reset search_path')
  })

  test('in other isolation levels are served too', async () => {
    for (const level of ['repeatable read', 'serializable']) {
      expect(
        await logged(`begin isolation level ${level}; update buildings set floors = 5 where id = 1; commit`),
      ).toHaveLength(1)
    }
  })

  test('wait for the disk, whatever they ask for, and only their transaction is changed', async () => {
    await client.query('set synchronous_commit = off')
    const within = async (setting: string) => {
      await client.query(`begin; ${setting}; update buildings set floors = 6 where id = 1`)
      const { rows } = await client.query('show synchronous_commit')
      await client.query('commit')
      return rows[0]
    }
    expect(await within('select 1')).toEqual({ synchronous_commit: 'local' })
    expect(await within('set local synchronous_commit = on')).toEqual({ synchronous_commit: 'on' })
    expect(await within('set local compax.notify = off')).toEqual({ synchronous_commit: 'local' })
    expect((await client.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'off' }])
    await client.query('reset synchronous_commit')
  })
})

test('notices are empty, however much was changed, and one for a transaction', async () => {
  const notices: (string | undefined)[] = []
  client.on('notification', ({ payload }) => notices.push(payload))
  await client.query('listen compax_cache')
  const wide = `insert into courses (code, title) select i::text, repeat('x', 1000) from generate_series(1, 200) i`
  await client.query(`begin; ${wide}; update courses set title = title; commit`)
  await client.query(`begin; set local compax.notify = off; update courses set title = 'y'; commit`)
  await client.query('select 1')
  expect(notices).toEqual([''])
})
