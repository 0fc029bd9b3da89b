/** A small campus in which nearly every key of an order is shared or missing: same names, capacities, places and times. */
import type { Rows } from '../../src/generated/tables.ts'
import { type CampusRows, createCampusRows } from './campusRows.ts'

export interface TiedCampus extends CampusRows {
  spaces: Rows['Space'][]
}

export function tiedCampus(): TiedCampus {
  const campus = createCampusRows()
  const terms = [campus.term(), campus.term()] as const
  const courses = Array.from({ length: 12 }, (_, i) => campus.course({ title: `Mechanics ${i % 3}` }))
  const users = Array.from({ length: 30 }, () => campus.user())
  const buildings = ['LT Block', 'Lt Block 2', 'Great Hall', 'Éclair', '😀', '\u{fb00}'].map((name, i) =>
    campus.building({ name, ...(i % 2 ? unknownPlace : onePlace) }),
  )
  const spaces = Array.from({ length: 54 }, (_, i) => addSpace(campus, buildings[i % 6] ?? campus.building(), i))
  const firstSpace = spaces[0] ?? campus.space(campus.building())
  for (const [i, user] of users.entries()) {
    const author = { authorId: user.id, createdAt: `2031-01-0${1 + (i % 3)}T00:00:00Z` }
    campus.rating({ building: buildings[i % 2] ?? campus.building() }, author)
    for (const space of spaces.slice(0, 3)) campus.rating({ space }, author)
  }
  for (const [i, space] of spaces.entries()) {
    const term = terms[i % 2] ?? terms[0]
    for (const [j, weekday] of (['SUNDAY', 'MONDAY'] as const).entries()) {
      const course = courses[(i + j) % 4] ?? campus.course()
      campus.classSession({ term, course, space }, { weekday, startTime: i % 3 ? '08:00' : '09:30' })
    }
    for (const day of [1, 2, 3].slice(i % 3)) campus.booking(space, hourOf(day, i))
  }
  for (const course of courses.slice(4)) campus.classSession({ term: terms[0], course, space: firstSpace })
  for (let day = 4; day < 30; day++) campus.booking(firstSpace, hourOf(day, 0))
  return { ...campus, spaces }
}

const unknownPlace = { latitude: null, longitude: null }
const onePlace = { latitude: 6.6745, longitude: -1.5716 }

const addSpace = (campus: CampusRows, building: Rows['Building'], i: number) =>
  campus.space(building, {
    name: `LT ${Math.floor(i / 6)}`,
    kind: (['CLASSROOM', 'LABORATORY', 'OFFICE'] as const)[Math.floor(i / 7) % 3] ?? 'OFFICE',
    capacity: [null, 40, 40, 120][i % 4] ?? null,
    ...(i % 5 === 0 ? unknownPlace : { ...onePlace, latitude: onePlace.latitude + (i % 3) / 1000 }),
  })

/** Rooms share these times; the ids are in no order of them. */
function hourOf(day: number, i: number): Partial<Rows['Booking']> {
  const date = `2031-03-${String(day).padStart(2, '0')}`
  return { startsAt: `${date}T08:00:00Z`, endsAt: `${date}T09:00:00Z`, kind: i % 2 ? 'EXAM' : 'EVENT' }
}
