import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeGlobalId, encodeGlobalId } from './globalId.ts'

const type = fc.constantFrom('Space', 'User', 'Term', 'Course', 'Building', 'Booking', 'ClassSession')
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 })

test('an id is the base64url of its type and number, and is read back', () => {
  fc.assert(
    fc.property(type, id, (type, id) => {
      const encoded = encodeGlobalId(type, id)
      expect(encoded).toBe(Buffer.from(`${type}:${id}`).toString('base64url'))
      expect(decodeGlobalId(encoded)).toEqual({ type, id })
    }),
    { numRuns: 2000 },
  )
})
