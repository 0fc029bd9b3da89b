/** An import of a timetable in words. */
import type { TimetableOutcome } from './importTimetable.ts'
import type { TakenSuggestion } from './lineReader.ts'
import { counted, countLines } from './refusal.ts'

/** One line, whatever happened. */
export function describeTimetable(
  { term, refusals, changes, sound, applied }: TimetableOutcome,
  lines: number,
): string {
  const refused = countLines(refusals)
  const verdict = `${counted(lines - refused, 'line')} right, ${refused.toLocaleString('en')} refused`
  const name = JSON.stringify(term)
  if (!sound) return `${verdict}: nothing was changed in ${name}.`
  if (Object.entries(changes).every(([what, count]) => what === 'sessionsUnchanged' || count === 0)) {
    return `${verdict}: nothing to change in ${name}, ${counted(changes.sessionsUnchanged, 'session')} there already.`
  }
  const amounts = [
    `${counted(changes.sessionsAdded, 'session')} added`,
    `${changes.sessionsUnchanged.toLocaleString('en')} unchanged`,
    `${changes.sessionsRemoved.toLocaleString('en')} removed`,
    `${counted(changes.groupsAdded, 'group')} added, ${changes.groupsRemoved.toLocaleString('en')} removed`,
    `${counted(changes.bookingsAdded, 'booking')} added, ${changes.bookingsRemoved.toLocaleString('en')} removed`,
  ]
  return `${verdict}. ${applied ? `In ${name}` : `Dry run, nothing was changed; in ${name} it would be`}: ${amounts.join(', ')}.`
}

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
