import { describe, expect, test } from 'vitest'
import { createOwnBarriers } from './ownBarriers.ts'

describe('a barrier of this process', () => {
  test('is passed when its row is read, not before and not by another', async () => {
    const barriers = createOwnBarriers()
    const own = barriers.announce()
    own.stands(11)
    expect([barriers.pass(10), own.isPassed]).toEqual([false, false])
    expect([barriers.pass(11), own.isPassed]).toEqual([true, true])
    await own.passing
  })

  test('is passed also when the ear was told of it before its writer was', async () => {
    const barriers = createOwnBarriers()
    const own = barriers.announce()
    expect(barriers.pass(11)).toBe(false)
    own.stands(11)
    expect(own.isPassed).toBe(true)
    await own.passing
  })

  test('is not passed by a row of its number that was read before: after a failover numbers are given out again', () => {
    const barriers = createOwnBarriers()
    barriers.pass(11)
    const own = barriers.announce()
    own.stands(11)
    expect(own.isPassed).toBe(false)
  })

  test("is nobody's when nobody waits any more", () => {
    const barriers = createOwnBarriers()
    const own = barriers.announce()
    own.stands(11)
    own.remove()
    expect([barriers.pass(11), own.isPassed]).toEqual([false, false])
  })
})
