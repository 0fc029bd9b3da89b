import { describe, expect, it } from 'vitest'
import { departments } from './departments.ts'
import { buildingPlans, laboratorySubjects, placeName } from './layout.ts'
import { firstNames, lastNames } from './people.ts'

describe('the lists that a campus is made of', () => {
  it('name a place for each of a thousand campuses', () => {
    const places = Array.from({ length: 1000 }, (_, number) => placeName(number))
    expect(new Set(places).size).toBe(1000)
    expect(() => placeName(1000)).toThrow('There is no place for campus 1000.')
  })

  it('have a subject for each laboratory', () => {
    const laboratories = buildingPlans.reduce((sum, plan) => sum + plan.laboratories, 0)
    expect(new Set(laboratorySubjects).size).toBe(laboratories)
  })

  it('have three different topics for each of four or six years of a department', () => {
    for (const { name, years, topics } of departments) {
      expect([4, 6], name).toContain(years)
      expect(new Set(topics).size, name).toBe(3 * years)
    }
  })

  it('have numbers of names that share no factor, so that no pair comes twice', () => {
    expect([new Set(firstNames).size, new Set(lastNames).size]).toEqual([48, 49])
  })
})
