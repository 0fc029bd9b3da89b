/**
 * The questions that tables alone do not answer, as custom conditions, the way PostGraphile's documentation adds them:
 * each is a piece of the one statement that an operation becomes.
 */

import { type SQL, sql } from 'postgraphile/pg-sql2'
import { addPgTableCondition } from 'postgraphile/utils'

const bookings = { schemaName: 'public', tableName: 'bookings' }
const spaces = { schemaName: 'public', tableName: 'spaces' }

const held = (b: SQL): SQL => sql`(${b}.status = 'CONFIRMED' or (${b}.status = 'PENDING' and ${b}.lapses_at > now()))`

const moment = (value: unknown): SQL => sql`${sql.value(String(value))}::timestamptz`

/** Not over at this moment. None is longer than a day, which lets an index on the start serve. */
const endsAfter = (b: SQL, from: SQL): SQL =>
  sql`${b}.starts_at > ${from} - interval '24 hours' and ${b}.ends_at > ${from}`

const datetime = (build: GraphileBuild.Build) => ({ type: build.getInputTypeByName('Datetime') })

export const conditions: GraphileConfig.Plugin[] = [
  addPgTableCondition(
    bookings,
    'held',
    ({ graphql }) => ({ type: graphql.GraphQLBoolean }),
    (value, { sqlTableAlias }) => (value === true ? held(sqlTableAlias) : null),
  ),
  addPgTableCondition(bookings, 'from', datetime, (from, { sqlTableAlias: b }) =>
    from == null ? null : sql`${held(b)} and ${endsAfter(b, moment(from))}`,
  ),
  addPgTableCondition(bookings, 'to', datetime, (to, { sqlTableAlias: b }) =>
    to == null ? null : sql`${b}.starts_at < ${moment(to)}`,
  ),
  addPgTableCondition(
    spaces,
    'minCapacity',
    ({ graphql }) => ({ type: graphql.GraphQLInt }),
    (least, { sqlTableAlias: s }) => (least == null ? null : sql`${s}.capacity >= ${sql.value(Number(least))}::int4`),
  ),
  addPgTableCondition(
    spaces,
    'free',
    (build) => ({ type: new build.graphql.GraphQLList(build.getInputTypeByName('Datetime')) }),
    (interval, { sqlTableAlias: s }) => {
      if (!Array.isArray(interval)) return null
      const [from, to] = interval.map(moment)
      if (from === undefined || to === undefined) return null
      const b = sql.identifier(Symbol('b'))
      return sql`${s}.kind <> 'OFFICE' and not exists (
        select from public.bookings ${b}
        where ${b}.space_id = ${s}.id and ${held(b)} and ${endsAfter(b, from)} and ${b}.starts_at < ${to})`
    },
  ),
]
