/**
 * What every table's rows stand for in answers: the one list from which the triggers that log purges are written and by
 * which answers are tagged. Numbers are in the database's triggers and in stored answers: they are never changed or given
 * out again. A table of the database is in one of the two lists; a test names one that is in neither.
 */

import type { NextChange } from '../gateway/application.ts'
import { type TaggedTable, TagMap, type TagNameOf } from '../gateway/tags/tagMap.ts'

/** Numbers of types, the ids of the tags `any:Type` and `bulk:Type`. */
const typeNumbers = {
  Building: 1,
  Space: 2,
  Booking: 3,
  Term: 4,
  TermBreak: 5,
  ClassSession: 6,
  ClassGroup: 7,
  Course: 8,
  Rating: 9,
  User: 10,
  Session: 11,
} as const

const taggedTables = {
  buildings: {
    type: 'Building',
    tags: { Building: { kind: 16, column: 'id' }, buildings: { kind: 17 } },
  },
  spaces: {
    type: 'Space',
    tags: {
      Space: { kind: 18, column: 'id' },
      spaces: { kind: 19 },
      'Building.spaces': { kind: 20, column: 'building_id' },
    },
  },
  bookings: {
    type: 'Booking',
    tags: {
      Booking: { kind: 21, column: 'id' },
      bookings: { kind: 22 },
      'Space.bookings': { kind: 23, column: 'space_id' },
      'User.bookings': { kind: 24, column: 'booked_by_id' },
    },
  },
  terms: {
    type: 'Term',
    tags: { Term: { kind: 25, column: 'id' }, terms: { kind: 26 } },
  },
  term_breaks: {
    type: 'TermBreak',
    tags: { 'Term.breaks': { kind: 27, column: 'term_id' } },
  },
  class_sessions: {
    type: 'ClassSession',
    tags: {
      ClassSession: { kind: 28, column: 'id' },
      classSessions: { kind: 29 },
      'Space.classSessions': { kind: 30, column: 'space_id' },
      'Course.classSessions': { kind: 31, column: 'course_id' },
      'Term.classSessions': { kind: 32, column: 'term_id' },
    },
  },
  class_groups: {
    type: 'ClassGroup',
    tags: { classGroups: { kind: 33 }, 'ClassSession.groups': { kind: 34, column: 'class_session_id' } },
  },
  courses: {
    type: 'Course',
    tags: { Course: { kind: 35, column: 'id' }, courses: { kind: 36 } },
  },
  ratings: {
    type: 'Rating',
    tags: {
      Rating: { kind: 37, column: 'id' },
      'Building.ratings': { kind: 38, column: 'building_id' },
      'Space.ratings': { kind: 39, column: 'space_id' },
      'User.ratings': { kind: 40, column: 'author_id' },
    },
  },
  users: {
    type: 'User',
    tags: { User: { kind: 41, column: 'id' }, users: { kind: 42 } },
  },
  sessions: {
    type: 'Session',
    tags: { Session: { kind: 43, column: 'id' } },
  },
} as const satisfies Record<string, TaggedTable>

export const tagMap = new TagMap<TagName>({ typeNumbers, taggedTables })

/** `Building`, `buildings`, `Building.spaces` … */
export type TagName = TagNameOf<{ typeNumbers: typeof typeNumbers; taggedTables: typeof taggedTables }>

/**
 * An answer that shows bookings may change without a write: a pending booking lapses. Gives the next moment at which one
 * does, by the database's clock.
 */
export const nextLapse: NextChange = {
  types: ['Booking'],
  select: "select min(lapses_at) from bookings where status = 'PENDING' and lapses_at > now()",
}

/** For messages to operators who purge by hand */
export const tagExamples = { tags: 'Space:42, Space.bookings:42, buildings or any:Space', type: 'any:Space' }
