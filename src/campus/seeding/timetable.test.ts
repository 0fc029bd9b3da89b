import { describe, expect, it } from 'vitest'
import { createBlueprint } from './blueprint.ts'
import { createCampuses } from './campus.ts'
import { createTimetable, isBookable, type WeeklyClass } from './timetable.ts'

const blueprint = createBlueprint({
  scale: 2,
  seed: 3,
  now: new Date('2026-11-18T12:00:00Z'),
  timeZone: 'Africa/Accra',
})
const campuses = [...createCampuses(blueprint)]
const timetables = campuses.map((campus) => createTimetable(blueprint, campus))
const running = timetables.map((classes) => classes.filter(({ term }) => term === blueprint.terms.running))

const slot = ({ weekday, block }: WeeklyClass) => `${weekday} ${block}`
const repeated = (keys: string[]) => keys.filter((key, index) => keys.indexOf(key) !== index)

describe('the timetable of a campus', () => {
  it('has at least four classes in every bookable room of the running term, and none in an office', () => {
    for (const [index, campus] of campuses.entries()) {
      const classesBySpace = Map.groupBy(running[index] ?? [], ({ space }) => space.id)
      const counts = campus.spaces.filter(isBookable).map(({ id }) => classesBySpace.get(id)?.length ?? 0)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(4)
      expect(classesBySpace.size).toBe(counts.length)
    }
  })

  it('never has two classes in one room, or of one group, in one block', () => {
    const [classes = []] = running
    expect(repeated(classes.map((one) => `${slot(one)} ${one.space.id}`))).toEqual([])
    expect(
      repeated(classes.flatMap((one) => one.groups.map((group) => `${slot(one)} ${Object.values(group)}`))),
    ).toEqual([])
  })

  it('gives each class a course of its group’s year and of the semester, and a shared one a general course', () => {
    const fits = ({ course, groups, term }: WeeklyClass) =>
      course.semester === term.semester &&
      groups.every(({ yearGroup }) => yearGroup === course.yearGroup) &&
      course.department === (groups.length > 1 ? null : groups[0]?.department)
    expect(timetables.flat().filter((one) => !fits(one))).toEqual([])
  })

  it('shares some lectures', () => {
    expect(running.flat().filter(({ groups }) => groups.length > 1).length).toBeGreaterThan(20)
  })

  it('counts its classes on from campus to campus', () => {
    expect(timetables.flat().map(({ id }) => id)).toEqual(timetables.flat().map((_, index) => index + 1))
  })
})
