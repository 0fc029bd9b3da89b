/** What no person can book, and what no booking can become: each case has its error code and changes no row. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { type BookingDesk, codesOf, hourFromNow, openDesk } from '../../support/bookingDesk.ts'
import { addPerson } from '../../support/people.ts'
import { rowDigest } from '../../support/rowDigest.ts'

let desk: BookingDesk
/** One of the officer's own exams, one of the class rep's own events, and one of another person's bookings */
const own: Record<string, string> = {}
const taken = hourFromNow(30)
beforeAll(async () => {
  desk = await openDesk()
  own.rep = (await desk.book(desk.rep)).booking.id
  own.officer = (await desk.book(desk.officer, { kind: 'EXAM' })).booking.id
  own.other = (await desk.book(desk.admin, { ...taken })).booking.id
})
afterAll(() => desk.stop())

type Who = 'rep' | 'officer'
const late = (hours: number, length: number) => hourFromNow(hours, length)
const cases: [what: string, who: Who, input: () => object, code: string][] = [
  [
    'past times',
    'rep',
    () => ({ startsAt: '2020-01-01T10:00:00Z', endsAt: '2020-01-01T11:00:00Z' }),
    'INVALID_TIME_RANGE',
  ],
  ['a start that was an hour ago', 'rep', () => late(-1, 3), 'INVALID_TIME_RANGE'],
  ['an end at the start', 'rep', () => late(60, 0), 'INVALID_TIME_RANGE'],
  ['an end before the start', 'rep', () => late(60, -1), 'INVALID_TIME_RANGE'],
  ['more than 24 hours', 'rep', () => late(60, 25), 'INVALID_TIME_RANGE'],
  [
    '24 hours and a moment',
    'rep',
    () => {
      const { startsAt, endsAt } = late(60, 24)
      return { startsAt, endsAt: endsAt.replace(':00Z', ':00.001Z') }
    },
    'INVALID_TIME_RANGE',
  ],
  ['more than 730 days ahead', 'rep', () => late(24 * 730 + 1, 1), 'INVALID_TIME_RANGE'],
  [
    'the end of time',
    'rep',
    () => ({ startsAt: '9999-12-31T22:00:00Z', endsAt: '9999-12-31T23:00:00Z' }),
    'INVALID_TIME_RANGE',
  ],
  ['a slot that is taken', 'rep', () => taken, 'SLOT_TAKEN'],
  ['a slot whose middle is taken', 'officer', () => late(29, 3), 'SLOT_TAKEN'],
  ['a room that is not there', 'rep', () => ({ space: encodeGlobalId('Space', 99_999) }), 'NOT_FOUND'],
  ['an office', 'rep', () => ({ space: encodeGlobalId('Space', desk.office) }), 'NOT_BOOKABLE'],
  ['an empty title', 'rep', () => ({ title: ' \t ' }), 'INVALID_INPUT'],
  ['a title of 201 characters', 'rep', () => ({ title: 'x'.repeat(201) }), 'INVALID_INPUT'],
  ['a title of 10 kB', 'rep', () => ({ title: 'x'.repeat(10_000) }), 'INVALID_INPUT'],
  ['a control character', 'rep', () => ({ title: 'a\u0007b' }), 'INVALID_INPUT'],
  ['a line break', 'rep', () => ({ title: 'a\nb' }), 'INVALID_INPUT'],
  ['half a character', 'rep', () => ({ title: 'a\ud800b' }), 'INVALID_INPUT'],
]

test.each(cases)('%s', async (what, who, input, code) => {
  const given = input()
  const before = await rowDigest(desk.database)
  const created = await desk.book(desk[who], { ...hourFromNow(100), ...given })
  expect({ codes: codesOf(created), errors: created.errors }).toEqual({ codes: [code], errors: undefined })
  const updated = await desk.change('updateBooking', desk[who], { booking: own[who], ...given })
  expect({ codes: codesOf(updated), errors: updated.errors }).toEqual({ codes: [code], errors: undefined })
  expect(await rowDigest(desk.database)).toEqual(before)
  // With a key, the refusal is remembered, and nothing else changes.
  const keyed = await desk.book(desk[who], { ...hourFromNow(100), ...given, idempotencyKey: `key of ${what}` })
  expect(codesOf(keyed)).toEqual([code])
  expect(await rowDigest(desk.database, 'idempotency_keys')).toEqual({ ...before, idempotency_keys: undefined })
})

test.each<[string, object, string]>([
  ['the id of a building for a room', { space: encodeGlobalId('Building', 1) }, 'BAD_USER_INPUT'],
  ['no id for a room', { space: 'nonsense' }, 'BAD_USER_INPUT'],
  ['no time', { startsAt: 'soon' }, 'BAD_USER_INPUT'],
  ['the 30th of February', { startsAt: '2031-02-30T10:00:00Z' }, 'BAD_USER_INPUT'],
  ['a character that PostgreSQL cannot hold', { title: 'a\0b' }, 'BAD_USER_INPUT'],
])('%s is an error', async (_what, input, code) => {
  const before = await rowDigest(desk.database)
  const answers = [
    await desk.book(desk.rep, { ...hourFromNow(100), ...input }),
    await desk.change('updateBooking', desk.rep, { booking: own.rep, ...input }),
  ]
  expect(answers.map(({ errors }) => errors)).toEqual([[code], [code]])
  expect(await rowDigest(desk.database)).toEqual(before)
})

test("another person's booking counts as missing, in every mutation that takes one, whatever else is wrong", async () => {
  const before = await rowDigest(desk.database)
  for (const more of [{}, { title: 'Mine' }, hourFromNow(60), { space: desk.rooms[1] }, taken]) {
    const [theirs, none] = await Promise.all(
      [own.other, encodeGlobalId('Booking', 999_999)].map((booking) =>
        desk.change('updateBooking', desk.student, { booking, ...more }),
      ),
    )
    expect(theirs).toEqual(none)
    expect(codesOf(theirs)).toEqual(['NOT_FOUND'])
  }
  expect(codesOf(await desk.change('cancelBooking', desk.rep, { booking: own.other }))).toEqual(['NOT_FOUND'])
  const { data } = await desk.gateway.execute(
    `{ node(id: "${own.other}") { ... on Booking { title bookedBy { id } } } }`,
  )
  expect(data.node).toEqual({ title: 'Reserved', bookedBy: null })
  expect(await rowDigest(desk.database)).toEqual(before)
})

test('a token that was revoked belongs to no person, and books and changes nothing', async () => {
  const gone = await addPerson(desk.gateway.databaseUrl, 'ADMIN')
  await desk.database.query('delete from sessions where user_id = $1', [gone.id])
  const before = await rowDigest(desk.database)
  const answers = [
    await desk.book(gone, hourFromNow(100)),
    await desk.change('updateBooking', gone, { booking: own.rep, title: 'x' }),
    await desk.change('cancelBooking', gone, { booking: own.rep }),
    await desk.change('confirmBooking', gone, { booking: own.rep }),
  ]
  expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => ['UNAUTHENTICATED']))
  const { data, errors } = await desk.gateway.execute('{ viewer { id } terms { name } }', {}, gone.headers)
  expect([data.viewer, data.terms.length, errors]).toEqual([null, 1, undefined])
  expect(await rowDigest(desk.database)).toEqual(before)
})
