/** The weekly classes of a file into a term: read, checked, compared with what the database has, and then written. */
import type pg from 'pg'
import { listClassDays } from '../../places/classDays.ts'
import type { TakenSuggestion } from '../csv/lineReader.ts'
import type { Refusal } from '../refusal.ts'
import { runImport } from '../runImport.ts'
import { lockTerm, type Term } from '../terms.ts'
import { applyTimetable } from './applyTimetable.ts'
import { formatClockTime } from './clockTime.ts'
import { type Conflict, findBookingConflicts, findSessionConflicts } from './conflicts.ts'
import { readKnown } from './known.ts'
import { stageBookings, withdrawClasses, yieldToHistory } from './newBookings.ts'
import { findOverlaps, type Overlap } from './overlaps.ts'
import { stageClasses, stageCourses } from './staging.ts'
import { checkTimetable } from './timetable.ts'
import { countChanges, type TimetableChanges } from './timetableChanges.ts'
import type { TimetableRow } from './timetableFile.ts'
import { weekdayName } from './weekday.ts'
import type { WeeklyClass } from './weeklyClasses.ts'

export interface TimetableImport {
  url: string
  rows: TimetableRow[]
  termName: string
  acceptSuggestions: boolean
  skipRefused: boolean
  replace: boolean
  dryRun: boolean
  /** Called before anything is written; what it throws leaves everything as it was */
  onProblems(refusalsAndNotices: Refusal[]): Promise<void>
  step(text: string): void
}

export interface TimetableOutcome {
  term: string
  refusals: Refusal[]
  notices: Refusal[]
  taken: TakenSuggestion[]
  /** What was done, or would be */
  changes: TimetableChanges
  /** Nothing was refused that was not to be skipped */
  sound: boolean
  applied: boolean
}

export function importTimetable(order: TimetableImport): Promise<TimetableOutcome> {
  return runImport({
    url: order.url,
    tables: ['bookings', 'spaces', 'courses', 'class_sessions'],
    step: order.step,
    work: (client) => importInto(client, order),
    keeps: ({ applied }) => applied,
  })
}

async function importInto(client: pg.ClientBase, order: TimetableImport): Promise<TimetableOutcome> {
  const { rows, replace, acceptSuggestions, step } = order
  const term = await lockTerm(client, order.termName)
  const known = await readKnown(client, term, replace)
  const onLine = (line: number) => line % 20 === 0 && step(`Checking line ${line.toLocaleString('en')}`)
  const { classes, taken, notices, ...timetable } = checkTimetable(rows, known, { acceptSuggestions, onLine })
  const good = new Set(classes.filter(({ groups }) => groups.length > 0))
  const refusals = [...timetable.refusals, ...(await refuseConflicts(client, { term, classes, good, replace, step }))]
  await order.onProblems([...refusals, ...notices])
  await stageCourses(client, new Set([...good].map(({ course }) => course)))
  const changes = await countChanges(client, replace)
  // To replace a term by nothing at all is never what a file with nothing but mistakes is for.
  const sound = refusals.length === 0 || (order.skipRefused && (good.size > 0 || !replace))
  const applied = sound && !order.dryRun
  if (applied) await applyTimetable(client, { termId: term.id, replace, changes, step })
  return { term: term.name, refusals, notices, taken, changes, sound, applied }
}

interface Comparison {
  term: Term
  classes: WeeklyClass[]
  /** Those that are refused are taken out */
  good: Set<WeeklyClass>
  replace: boolean
  step(text: string): void
}

/** What the database has comes first, so that a class it refuses keeps no room from another of the file. */
async function refuseConflicts(client: pg.ClientBase, comparison: Comparison): Promise<Refusal[]> {
  const { term, classes, good, replace, step } = comparison
  const days = listClassDays(term)
  const refusals: Refusal[] = []
  const refuse = async (conflicts: Conflict[]) => {
    for (const { n, reason } of conflicts) {
      const weeklyClass = classes[n]
      if (weeklyClass === undefined) continue
      good.delete(weeklyClass)
      refusals.push(...refuseLines(weeklyClass, reason))
    }
    await withdrawClasses(
      client,
      conflicts.map(({ n }) => n),
    )
  }
  step('Comparing with the term')
  await stageClasses(client, { termId: term.id, classes, days, replace })
  await refuse(await findSessionConflicts(client, term))
  step('Looking for bookings in the way')
  await stageBookings(client)
  await refuse(await findBookingConflicts(client, term))
  await refuse(findOverlaps(inOrderOfLines(good), days).map(describeOverlap))
  await yieldToHistory(client)
  return refusals
}

const inOrderOfLines = (classes: Iterable<WeeklyClass>): WeeklyClass[] =>
  [...classes].sort((a, b) => firstLine(a) - firstLine(b))

const firstLine = ({ groups }: WeeklyClass): number => groups[0]?.line ?? 0

const refuseLines = ({ groups, room }: WeeklyClass, reason: string): Refusal[] =>
  groups.map(({ line }) => ({ line, column: 'Location', value: room.name, reason, suggestion: '' }))

function describeOverlap({ weeklyClass, holder, day }: Overlap): Conflict {
  const { course, weekday, start, end } = holder
  const times = `${weekdayName(weekday)} ${formatClockTime(start)} to ${formatClockTime(end)}`
  const when = day === undefined ? times : `${times}, when clocks go forward on ${day}`
  return { n: weeklyClass.n, reason: `the room has ${course.code} on line ${firstLine(holder)}, ${when}` }
}
