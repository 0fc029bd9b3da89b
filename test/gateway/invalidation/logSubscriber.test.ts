import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { smallCampus } from '../../support/caching/campus.ts'
import { openStage, type Stage } from '../../support/caching/stage.ts'
import { rename, tagsOf } from '../../support/caching/tagsOf.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.client.query(smallCampus)
})
afterEach(() => stage.close())

test('an answer is fresh until something that it depends on is committed', async () => {
  const { invalidation, heard } = await stage.open()
  expect(invalidation.holds()).toBe(true)
  expect(invalidation.trouble).toBeUndefined()
  const others = ['Space:12', 'buildings', 'Building.spaces:2', 'bulk:Space', 'any:Booking', '*']
  // Once no transaction is left that began before these were written, on the whole server.
  await expect.poll(() => invalidation.isFreshSince(tagsOf(...others), invalidation.mark().stamp), patience).toBe(true)
  const { sequence, stamp } = invalidation.mark()
  await stage.client.query(rename(11))
  await heard()
  for (const stale of ['Space:11', 'spaces', 'Building.spaces:1', 'any:Space']) {
    expect([stale, invalidation.isFresh(tagsOf(stale), sequence)]).toEqual([stale, false])
    expect([stale, invalidation.isFreshSince(tagsOf(stale), stamp)]).toEqual([stale, false])
  }
  for (const fresh of others) {
    expect([fresh, invalidation.isFresh(tagsOf(fresh), sequence)]).toEqual([fresh, true])
    expect([fresh, invalidation.isFreshSince(tagsOf(fresh), stamp)]).toEqual([fresh, true])
  }
  const later = invalidation.mark()
  expect(invalidation.isFresh(tagsOf('Space:11'), later.sequence)).toBe(true)
  await expect.poll(() => invalidation.isFreshSince(tagsOf('Space:11'), invalidation.mark().stamp), patience).toBe(true)
})

describe('transactions that end in another order than they began', () => {
  test('a purge is seen when its transaction commits, however many later ones were seen before', async () => {
    const { invalidation, heard } = await stage.open()
    const early = await begin(rename(11))
    await stage.client.query(rename(12))
    await heard()
    const { sequence, stamp } = invalidation.mark()
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(true)
    await early.commit()
    await heard()
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
    // A reader at this stamp did not see it either, although its number is lower than those that were seen.
    expect(invalidation.isFreshSince(tagsOf('Space:11'), stamp)).toBe(false)
    await expect
      .poll(() => invalidation.isFreshSince(tagsOf('Space:11'), invalidation.mark().stamp), patience)
      .toBe(true)
  })

  test('a purge that is rolled back is none, nor one of a savepoint', async () => {
    const { invalidation, heard } = await stage.open()
    const { sequence } = invalidation.mark()
    await stage.client.query(`begin; savepoint s; ${rename(11)}; rollback to s; ${rename(12)}; commit`)
    await stage.client.query(`begin; ${rename(13)}; rollback`)
    await heard()
    expect(invalidation.isFresh(tagsOf('Space:11', 'Space:13'), sequence)).toBe(true)
    expect(invalidation.isFresh(tagsOf('Space:12'), sequence)).toBe(false)
  })
})

describe('a commit by any client is seen', () => {
  test('by polling alone, where the writer gives no notice', async () => {
    const { invalidation, heard } = await stage.open()
    const { sequence } = invalidation.mark()
    await stage.client.query(`set compax.notify = off; ${rename(11)}`)
    await heard()
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })

  test('by a notice alone', async () => {
    const { invalidation, heard } = await stage.open({ polling: false })
    const { sequence } = invalidation.mark()
    const writing = stage.client.query(rename(11))
    // An earlier notice may arrive first. Without a notice of its own this would wait for ever.
    while (invalidation.isFresh(tagsOf('Space:11'), sequence)) await heard()
    await writing
  })

  test('when its notice came while a catch-up was under way that did not see it', async () => {
    const { invalidation, steps } = await stage.open({ polling: false })
    const { sequence } = invalidation.mark()
    const applying = steps.hold('apply')
    await stage.client.query(rename(12))
    await applying
    await stage.client.query(rename(11))
    const resting = steps.next('rest')
    steps.release('apply')
    await resting
    await steps.next('rest')
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })
})

describe('the log trimmed past a log subscriber', () => {
  test('makes it forget everything', async () => {
    const { invalidation, steps, heard, resets } = await stage.open()
    const { sequence, stamp } = invalidation.mark()
    await steps.hold('catch up')
    await stage.client.query(rename(11))
    await growOld()
    await trim()
    steps.release('catch up')
    await heard()
    expect(resets()).toBe(2)
    expect(invalidation.isFresh(tagsOf('Space:12'), sequence)).toBe(false)
    expect(invalidation.isFreshSince(tagsOf('Space:12'), stamp)).toBe(false)
    expect(invalidation.holds()).toBe(true)
  })

  test('also when what was trimmed began before others that it knows of', async () => {
    const early = await begin(rename(11))
    const later = await begin(rename(12))
    await stage.client.query(rename(13))
    const { invalidation, steps, heard } = await stage.open()
    const { sequence } = invalidation.mark()
    await steps.hold('catch up')
    await early.commit()
    // The trim removes what ended before `later`, which is older than the newest commit that the log subscriber has
    // seen.
    await growOld()
    await trim()
    steps.release('catch up')
    await heard()
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
    await later.commit()
  })

  test('costs nothing to one that has seen it', async () => {
    const { invalidation, heard, resets } = await stage.open()
    await stage.client.query(rename(11))
    await heard()
    const { sequence } = invalidation.mark()
    await growOld()
    await heard()
    await trim()
    await heard()
    expect(resets()).toBe(1)
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(true)
  })
})

test('the log subscriber is never in a transaction, which would hold up the queue of notices', async () => {
  const { steps } = await stage.open()
  for (let i = 0; i < 3; i++) {
    await steps.hold('rest')
    const ears = `select state, xact_start from pg_stat_activity
      where application_name = 'compax ear' and datname = current_database()`
    expect(await stage.query(ears)).toEqual([{ state: 'idle', xact_start: null }])
    steps.release('rest')
  }
})

describe('time is the database’s', () => {
  test('and is never behind it, however slow its answers are', async () => {
    const { invalidation, steps, advance } = await stage.open()
    const dated = () =>
      stage.query<{ ms: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')
    await steps.hold('apply')
    advance(500)
    const resting = steps.next('rest')
    steps.release('apply')
    await resting
    const [read] = await dated()
    // The clock of the test stands still, so only what was waited for is certain.
    expect(invalidation.now()).toBeGreaterThan((read?.ms ?? Infinity) - 400)
    const before = invalidation.now()
    advance(1234)
    expect(invalidation.now()).toBe(before + 1234)
  })

  test('a mark tells of the next pending booking that lapses', async () => {
    const { invalidation, heard } = await stage.open()
    expect(invalidation.mark().nextChangeAt).toBe(Infinity)
    await stage.client.query(`
      insert into bookings (space_id, title, kind, status, starts_at, ends_at, lapses_at) values
        (13, 'Over', 'EVENT', 'PENDING', '2030-02-01 10:00Z', '2030-02-01 11:00Z', '2020-01-01 00:00Z'),
        (13, 'Next', 'EVENT', 'PENDING', '2030-02-02 10:00Z', '2030-02-02 11:00Z', '2030-01-05 00:00Z'),
        (13, 'Then', 'EVENT', 'PENDING', '2030-02-03 10:00Z', '2030-02-03 11:00Z', '2030-01-06 00:00Z')`)
    await heard()
    expect(invalidation.mark().nextChangeAt).toBe(Date.parse('2030-01-05T00:00:00Z'))
  })
})

/**
 * Makes the log as old as it would be an hour later. Nothing counts as old that is younger than an open transaction
 * anywhere on the server. Other tests have such transactions, so this waits until they end.
 */
async function growOld(): Promise<void> {
  const isOld = `select bool_and(xid < pg_snapshot_xmin(pg_current_snapshot())) as old from cache.purge where tags @> $1`
  const old = async () => (await stage.query<{ old: boolean }>(isOld, [[...tagsOf('Space:11')]]))[0]?.old
  await expect.poll(old, patience).toBe(true)
  await stage.client.query(`insert into cache.mark values (now() - interval '61 minutes', pg_current_snapshot())`)
}

async function trim(): Promise<void> {
  await stage.client.query('select cache.trim()')
  expect(await stage.query('select 1 from cache.purge where tags @> $1', [[...tagsOf('Space:11')]])).toEqual([])
}

const patience = { timeout: 30_000 }

/** A transaction of another client that stays open. */
async function begin(sql: string) {
  const client = new pg.Client({ connectionString: stage.url })
  await client.connect()
  await client.query(`begin; ${sql}`)
  return {
    async commit() {
      await client.query('commit')
      await client.end()
    },
  }
}
