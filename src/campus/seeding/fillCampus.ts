/**
 * Rows into every table of the campus, each after those it refers to. Within the caller's transaction, which must hold
 * `lockCampus` and have seen `isCampusEmpty`: the ids are counted from 1.
 */
import type pg from 'pg'
import type { Progress } from '../../cli/progress.ts'
import type { Table } from '../../gateway/database/table.ts'
import { tables } from '../../generated/tables.ts'
import { type Blueprint, createBlueprint, type SeedOptions } from './blueprint.ts'
import { createBookings } from './bookings.ts'
import { createBuildings, createSpaces } from './campus.ts'
import { campusTables } from './campusTables.ts'
import { copyRows } from './copyRows.ts'
import { createAllCourses } from './departments.ts'
import { createRatings } from './ratings.ts'
import { createClassGroups, createClassSessions } from './timetable.ts'
import { createUsers } from './users.ts'

/** Rows by table name. */
export type RowCounts = Record<string, number>

export async function fillCampus(
  client: pg.ClientBase,
  options: SeedOptions,
  progress: Pick<Progress, 'update'>,
): Promise<RowCounts> {
  const blueprint = createBlueprint(options)
  // An operator's limit on requests does not hold for loading.
  await client.query('set local statement_timeout = 0')
  const counts = await copyTables(client, blueprint, progress)
  progress.update('Gathering statistics')
  await client.query(campusTables.map(moveSequence).join(';'))
  await client.query(`analyze ${campusTables.join(', ')}`)
  return counts
}

async function copyTables(
  client: pg.ClientBase,
  blueprint: Blueprint,
  progress: Pick<Progress, 'update'>,
): Promise<RowCounts> {
  const counts: RowCounts = {}
  const copy = async <Row>(table: Table<Row>, rows: Iterable<Row>) => {
    counts[table.name] = await copyRows(client, table, rows, (count) =>
      progress.update(`Loading ${table.name}: ${count.toLocaleString('en')}`),
    )
  }
  const { before, running, after } = blueprint.terms
  const terms = [before, running, after]
  await copy(tables.Building, createBuildings(blueprint))
  await copy(tables.Space, createSpaces(blueprint))
  await copy(tables.User, createUsers(blueprint))
  await copy(
    tables.Term,
    terms.map(({ row }) => row),
  )
  await copy(
    tables.TermBreak,
    terms.map(({ breakRow }) => breakRow),
  )
  await copy(tables.Course, createAllCourses(blueprint.scale))
  await copy(tables.ClassSession, createClassSessions(blueprint))
  await copy(tables.ClassGroup, createClassGroups(blueprint))
  await copy(tables.Booking, createBookings(blueprint))
  await copy(tables.Rating, createRatings(blueprint))
  return counts
}

const moveSequence = (table: string): string =>
  `select setval(pg_get_serial_sequence('${table}', 'id'), max(id)) from ${table}`
