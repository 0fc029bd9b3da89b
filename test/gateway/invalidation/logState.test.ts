import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStatements } from '../../../src/gateway/invalidation/statements.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { type Instance, openStage, type Stage } from '../../support/caching/stage.ts'
import { rename, tagsOf } from '../../support/caching/tagsOf.ts'
import { freshDatabase } from '../../support/database.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.client.query(smallCampus)
})
afterEach(() => stage.close())

/** Lets a second pass for the instance, in which it inspects the triggers again. */
async function inspected({ advance, steps }: Instance): Promise<void> {
  const again = steps.next('connect')
  advance(1000)
  await again
}

describe('a table that is not wholly logged', () => {
  test.for([
    [
      'whose trigger is disabled',
      'alter table spaces disable trigger cache_update_spaces',
      'alter table spaces enable always trigger cache_update_spaces',
    ],
    [
      'whose trigger does not fire for replicas',
      'alter table spaces enable trigger cache_update_spaces',
      'alter table spaces enable always trigger cache_update_spaces',
    ],
  ] as const)('%s stops the cache until it is repaired, and nothing from before counts', async ([, spoil, repair]) => {
    const instance = await stage.open()
    const { invalidation, steps, lines, resets } = instance
    const { sequence } = invalidation.mark()
    const { epoch } = invalidation
    await stage.client.query(spoil)
    await inspected(instance)
    expect([invalidation.holds(), invalidation.trouble]).toEqual([false, 'triggers'])
    expect(lines).toEqual([
      'No answers are served from the cache: changes are not all logged: the trigger spaces.cache_update_spaces is missing or does not fire always.',
    ])
    await stage.client.query(repair)
    await steps.next('rest')
    expect(invalidation.holds()).toBe(true)
    expect(resets()).toBe(2)
    expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
    expect(invalidation.epoch).not.toBe(epoch)
  })

  test('makes every other instance begin anew too', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const { epoch } = ours.invalidation
    expect(theirs.invalidation.epoch).toBe(epoch)
    const again = theirs.steps.next('connect')
    await stage.client.query('alter table spaces disable trigger cache_update_spaces')
    await inspected(ours)
    await again
    await stage.client.query('alter table spaces enable always trigger cache_update_spaces')
    await Promise.all([ours.steps.next('rest'), theirs.steps.next('rest')])
    expect(ours.invalidation.epoch).not.toBe(epoch)
    expect(theirs.invalidation.epoch).toBe(ours.invalidation.epoch)
  })
})

test('triggers of another version of the map are not followed', async () => {
  const instance = await stage.open()
  const again = instance.steps.next('connect')
  await stage.client.query(`update cache.state set map = 'another'`)
  await again
  expect(instance.invalidation.holds()).toBe(false)
  await instance.steps.next('connect')
  expect(instance.invalidation.trouble).toBe('tag-map')
})

describe('another log', () => {
  test('that writers reach instead is not taken for ours', async () => {
    const other = await freshDatabase()
    const statements = openStatements(other.url)
    const instance = await stage.open({ write: statements.write, early: true })
    await instance.steps.next('connect')
    expect([instance.invalidation.holds(), instance.invalidation.trouble]).toEqual([false, 'another-database'])
    expect(await stage.query('select 1 from cache.instance')).toEqual([])
    await instance.close()
    await statements.close()
    await other.drop()
  })

  test('of a database that was copied has another epoch and nothing of the old one', async () => {
    const ours = await stage.open()
    const { epoch } = ours.invalidation
    await ours.close()
    await stage.client.query(`
      insert into cache.purge (xid, tags) values ('999999999', '{1}');
      insert into cache.mark values (now() - interval '2 hours', '999999999:999999999:');
      update cache.state set horizon = '999999999';
      update cache.incarnation set log = 'of the server that was copied'`)
    const { invalidation, heard, resets } = await stage.open()
    await heard()
    await stage.client.query('select cache.trim()')
    await heard()
    expect(invalidation.holds()).toBe(true)
    expect(invalidation.epoch).not.toBe(epoch)
    expect(resets()).toBe(1)
    expect(await stage.query('select 1 from cache.purge where xid > pg_current_xact_id()')).toEqual([])
  })

  test('made while an instance follows the old one clears its memory', async () => {
    const { invalidation, heard, steps, resets } = await stage.open()
    const { sequence, stamp } = invalidation.mark()
    const { epoch } = invalidation
    // What a crash leaves. A log subscriber that was cut off for a moment must notice it.
    await stage.client.query(`truncate cache.incarnation; ${rename(11)}`)
    await steps.next('join')
    expect(invalidation.holds()).toBe(false)
    await heard()
    expect(resets()).toBe(2)
    expect(invalidation.epoch).not.toBe(epoch)
    expect(invalidation.isFresh(tagsOf('Space:12'), sequence)).toBe(false)
    expect(stamp).toBeLessThanOrEqual(invalidation.mark().stamp)
  })
})
