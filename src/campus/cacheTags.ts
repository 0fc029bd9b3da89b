/**
 * What every table's rows stand for in answers: the one list from which the triggers that log purges are written and by
 * which answers are tagged. Numbers are in the database's triggers and in stored answers: they are never changed or given
 * out again. A table of the database is in one of the two lists; a test names one that is in neither.
 */

/** Numbers of types, the ids of the tags `any:Type` and `bulk:Type`. */
export const typeNumbers = {
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

/** Kinds of tags that belong to no table. */
export const generalKinds = {
  /** On every answer */
  '*': 1,
  /** On every answer; the id is made of the operation's hash */
  operation: 2,
  /** Written by every change of a row of the type, whose number is the id */
  any: 3,
  /** Written in place of the rows' own tags by a statement that changes many of them */
  bulk: 4,
} as const

/** A tag of a row, or of a question that the row belongs to: the column says of whom, and no column, a list of all. */
interface KindOfTable {
  kind: number
  column?: string
}

export interface TaggedTable {
  type: TypeName
  tags: Record<string, KindOfTable>
}

export const taggedTables = {
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

export type TypeName = keyof typeof typeNumbers
export type TableName = keyof typeof taggedTables
type NamesOf<Table extends TableName> = keyof (typeof taggedTables)[Table]['tags']
type OfEachTable = { [Table in TableName]: NamesOf<Table> }
/** `Building`, `buildings`, `Building.spaces` … */
export type TagName = OfEachTable[TableName]

interface Kind extends KindOfTable {
  name: TagName
  type: TypeName
}

export const kinds: readonly Kind[] = Object.values(taggedTables).flatMap(({ type, tags }) =>
  // The keys of a table's tags are the names of which the type is made.
  Object.entries<KindOfTable>(tags).map(([name, kind]) => ({ name: name as TagName, type, ...kind })),
)
