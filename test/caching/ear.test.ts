import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseTag, tagOf } from '../../src/tags/tag.ts'
import { smallCampus } from './campus.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.client.query(smallCampus)
})
afterEach(() => stage.close())

const tags = (...texts: string[]): Int32Array =>
  Int32Array.from(texts, (text) => {
    const tag = parseTag(text)
    if (tag === undefined) throw new Error(text)
    return tagOf(tag.kind, tag.id)
  })

const rename = (id: number) => `update spaces set name = name || '!' where id = ${id}`

test('an answer is fresh until something that it depends on is committed', async () => {
  const { invalidation, heard } = await stage.open()
  expect(invalidation.holds()).toBe(true)
  expect(invalidation.trouble).toBeUndefined()
  const { sequence, stamp } = invalidation.mark()
  await stage.client.query(rename(11))
  await heard()
  for (const stale of ['Space:11', 'spaces', 'Building.spaces:1', 'any:Space']) {
    expect([stale, invalidation.isFresh(tags(stale), sequence)]).toEqual([stale, false])
    expect([stale, invalidation.isFreshSince(tags(stale), stamp)]).toEqual([stale, false])
  }
  for (const fresh of ['Space:12', 'buildings', 'Building.spaces:2', 'bulk:Space', 'any:Booking', '*']) {
    expect([fresh, invalidation.isFresh(tags(fresh), sequence)]).toEqual([fresh, true])
    expect([fresh, invalidation.isFreshSince(tags(fresh), stamp)]).toEqual([fresh, true])
  }
  const later = invalidation.mark()
  expect(invalidation.isFresh(tags('Space:11'), later.sequence)).toBe(true)
  expect(invalidation.isFreshSince(tags('Space:11'), later.stamp)).toBe(true)
})

describe('transactions that end in another order than they began', () => {
  test('a purge is seen when its transaction commits, however many later ones were seen before', async () => {
    const { invalidation, heard } = await stage.open()
    const early = new pg.Client({ connectionString: stage.url })
    await early.connect()
    await early.query(`begin; ${rename(11)}`)
    await stage.client.query(rename(12))
    await heard()
    const { sequence, stamp } = invalidation.mark()
    expect(invalidation.isFresh(tags('Space:11'), sequence)).toBe(true)
    await early.query('commit')
    await early.end()
    await heard()
    expect(invalidation.isFresh(tags('Space:11'), sequence)).toBe(false)
    // A reader at this stamp did not see it either, although its number is lower than those that were seen.
    expect(invalidation.isFreshSince(tags('Space:11'), stamp)).toBe(false)
    expect(invalidation.isFreshSince(tags('Space:11'), invalidation.mark().stamp)).toBe(true)
  })

  test('a purge that is rolled back is none, nor one of a savepoint', async () => {
    const { invalidation, heard } = await stage.open()
    const { sequence } = invalidation.mark()
    await stage.client.query(`begin; savepoint s; ${rename(11)}; rollback to s; ${rename(12)}; commit`)
    await stage.client.query(`begin; ${rename(13)}; rollback`)
    await heard()
    expect(invalidation.isFresh(tags('Space:11', 'Space:13'), sequence)).toBe(true)
    expect(invalidation.isFresh(tags('Space:12'), sequence)).toBe(false)
  })
})
