/**
 * A campus on which a thousand of anything are found, and nothing is without children: every building has rooms and
 * ratings, every room bookings, classes and ratings, every person one rating of a building and one of a room. The first
 * building, course, room and department are the wide ones.
 */
import { createCampusRows } from './campusRows.ts'

export const width = 1000

export function wideCampus() {
  const campus = createCampusRows()
  const terms = [campus.term(), campus.term()]
  const buildings = times(width, () => campus.building())
  const spaces = times(2 * width, (i) =>
    campus.space(buildings[Math.max(0, i - width)] ?? campus.building(), { kind: i % 2 ? 'LABORATORY' : 'CLASSROOM' }),
  )
  const wideCourse = campus.course()
  for (const [i, space] of spaces.entries()) {
    const author = { authorId: campus.user().id }
    campus.rating({ building: buildings[i % width] ?? campus.building() }, author)
    campus.rating({ space }, author)
    const course = i < width / 2 ? wideCourse : campus.course()
    for (const term of terms) {
      const session = campus.classSession({ term, course, space }, { weekday: term.id === 1 ? 'MONDAY' : 'TUESDAY' })
      campus.classGroup(session, course === wideCourse ? { department: 'Physics' } : {})
      campus.booking(space, { kind: 'CLASS', classSessionId: session.id })
    }
  }
  const [wideSpace] = spaces
  // Its first author has rated it above.
  if (wideSpace !== undefined) times(width, (i) => campus.rating({ space: wideSpace }, { authorId: 2 + i }))
  return campus
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
