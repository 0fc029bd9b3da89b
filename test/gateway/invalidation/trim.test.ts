import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { smallCampus } from '../../support/caching/campus.ts'
import { openStage, type Stage } from '../../support/caching/stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.client.query(`${smallCampus}; delete from cache.purge`)
})
afterEach(() => stage.close())

const numberOf = async (what: string): Promise<number> =>
  (await stage.query<{ n: number }>(`select count(*)::int as n from ${what}`))[0]?.n ?? -1

/** A row of the log older than any transaction, and a mark of more than an hour ago that says so. */
const oldRows = (count: number) => `
  insert into cache.purge (xid, tags) select '3', '{1}' from generate_series(1, ${count});
  insert into cache.mark values (now() - interval '61 minutes', '10:10:')`

const writes = (count: number) => `
  select setseed(0.5);
  do $$ begin for i in 1..${count} loop update buildings set floors = 1 where id = 1; end loop; end $$`

describe('where no gateway runs', () => {
  test('writers bound the log themselves, once in a thousand statements', async () => {
    await stage.client.query(`${oldRows(100)};${writes(4000)}`)
    expect(await numberOf('cache.purge')).toBe(4000)
    expect(await stage.query('select horizon from cache.state')).toEqual([{ horizon: '10' }])
  })

  test('but none whose transaction that could fail', async () => {
    await stage.client.query(oldRows(100))
    await stage.client.query(`begin isolation level repeatable read; ${writes(4000)}; commit`)
    expect(await numberOf(`cache.purge where xid = '3'`)).toBe(100)
  })

  test('a trim that fails does not fail the write', async () => {
    await stage.client.query(`${oldRows(100)}; alter table cache.mark rename to elsewhere;${writes(4000)}`)
    expect(await numberOf('cache.purge')).toBe(4100)
  })
})

describe('a gateway', () => {
  test('trims each minute until nothing is left that is old, and keeps what is not', async () => {
    await stage.client.query(`${oldRows(12_000)}; update buildings set floors = 2 where id = 1`)
    const { steps, elapse } = await stage.open()
    await stage.client.query(`${oldRows(12_000)}; update buildings set floors = 3 where id = 1`)
    const trimming = steps.next('trim')
    elapse(60_000)
    await trimming
    await expect.poll(() => numberOf(`cache.purge where xid = '3'`), { timeout: 30_000 }).toBe(0)
    expect(await numberOf('cache.purge where cardinality(tags) > 1')).toBe(1)
  })

  test('leaves it to another that is at it', async () => {
    await stage.client.query(oldRows(10))
    const other = new pg.Client({ connectionString: stage.url })
    await other.connect()
    await other.query('begin; select cache.trim()')
    expect(await stage.query('select cache.trim() as removed')).toEqual([{ removed: 0 }])
    await other.query('commit')
    await other.end()
    expect(await numberOf('cache.purge')).toBe(0)
  })

  test('makes a mark a minute and forgets those that are of no use', async () => {
    await stage.client.query(`
      insert into cache.mark values (now() - interval '3 hours', '8:8:'), (now() - interval '2 hours', '9:9:');
      select cache.trim(); select cache.trim()`)
    expect(await stage.query('select pg_snapshot_xmin(snap) = $1 as old from cache.mark order by at', ['9'])).toEqual([
      { old: true },
      { old: false },
    ])
  })
})
