/** An import of a timetable in words. */

import type { TakenSuggestion } from '../csv/lineReader.ts'
import { counted, countedNotices, countLines } from '../refusal.ts'
import type { TimetableOutcome } from './importTimetable.ts'
import type { TimetableChanges } from './timetableChanges.ts'

/** One line, whatever happened. */
export function describeTimetable(
  { term, refusals, notices, changes, sound, applied }: TimetableOutcome,
  lines: number,
): string {
  const refused = countLines(refusals)
  const verdict = `${counted(lines - refused, 'line')} right, ${shown(refused)} refused${countedNotices(notices)}`
  const name = JSON.stringify(term)
  if (!sound) return `${verdict}: nothing was changed in ${name}.`
  if (Object.entries(changes).every(([what, count]) => what === 'sessionsUnchanged' || count === 0)) {
    return `${verdict}: nothing to change in ${name}, ${counted(changes.sessionsUnchanged, 'session')} there already.`
  }
  const where = applied ? `In ${name}` : `Dry run, nothing was changed; in ${name} it would be`
  return `${verdict}. ${where}: ${describeChanges(changes)}.`
}

function describeChanges(changes: TimetableChanges): string {
  const { sessionsAdded, sessionsUnchanged, sessionsRemoved, coursesAdded, coursesRetitled } = changes
  return [
    `${counted(sessionsAdded, 'session')} added, ${shown(sessionsUnchanged)} unchanged, ${shown(sessionsRemoved)} removed`,
    `${counted(changes.groupsAdded, 'group')} added, ${shown(changes.groupsRemoved)} removed`,
    `${counted(coursesAdded, 'course')} added, ${shown(coursesRetitled)} retitled`,
    `${counted(changes.bookingsAdded, 'booking')} added, ${shown(changes.bookingsRemoved)} removed`,
  ].join('; ')
}

const shown = (count: number): string => count.toLocaleString('en')

/** One line for each value that was read as another. */
export function describeTaken(taken: TakenSuggestion[]): string {
  const byValue = Map.groupBy(taken, ({ column, value }) => `${column} ${JSON.stringify(value)}`)
  return [...byValue]
    .map(([value, [first, ...others]]) => {
      const lines = others.length === 0 ? '' : ` and on ${counted(others.length, 'more line')}`
      return `${value} on line ${first?.line}${lines} was read as ${first?.suggestion}.\n`
    })
    .join('')
}
