/**
 * The people on a campus. The number of a person within the campus decides the role, so that bookings and ratings can
 * name a person of a fitting role without reading the rows.
 */
import type { Role, UserRow } from '../../generated/tables.ts'
import type { Blueprint } from './blueprint.ts'
import { daysMs, minutesMs, timestamp } from './clock.ts'
import { groups } from './departments.ts'
import { demoAccounts, firstNames, lastNames } from './people.ts'
import { createRandom, type Random } from './random.ts'

export const usersPerCampus = 300

/** Person numbers by role, first and last; the first four are one of each, on the main campus the demo accounts. */
const ranges: Record<Role, [first: number, last: number]> = {
  EXAM_OFFICER: [4, 11],
  ADMIN: [12, 14],
  CLASS_REP: [15, 74],
  STUDENT: [75, usersPerCampus - 1],
}

export function* createUsers(blueprint: Blueprint): Generator<UserRow> {
  for (let campusNumber = 0; campusNumber < blueprint.scale; campusNumber++) {
    const random = createRandom(blueprint.seed, campusNumber, 'users')
    for (let person = 0; person < usersPerCampus; person++)
      yield createUser(blueprint, { campusNumber, person }, random)
  }
}

export const userId = (campusNumber: number, person: number): number => campusNumber * usersPerCampus + person + 1

/**
 * A person of that role who books a room. The demo's accounts make a share of their campus's bookings, so that a person
 * who signs in sees bookings. They are few enough to stay below the 20 upcoming that a student may hold.
 */
export function bookerId(campusNumber: number, role: Role, random: Random): number {
  const isDemoAccount = campusNumber === 0 && random.chance(0.04)
  const account = demoAccounts.findIndex((candidate) => candidate.role === role)
  return userId(campusNumber, isDemoAccount ? account : random.whole(...ranges[role]))
}

function createUser(
  { midnightMs }: Blueprint,
  { campusNumber, person }: { campusNumber: number; person: number },
  random: Random,
): UserRow {
  const account = campusNumber === 0 ? demoAccounts[person] : undefined
  const username = account?.username ?? personName(campusNumber, person)
  const role = account?.role ?? roleOf(person)
  const group = role === 'STUDENT' || role === 'CLASS_REP' ? random.pick(groups) : undefined
  return {
    id: userId(campusNumber, person),
    username,
    email: `${username}@campus.example`,
    role,
    department: group?.department ?? null,
    yearGroup: group?.yearGroup ?? null,
    createdAt: timestamp(midnightMs - daysMs(random.whole(320, 900)) - minutesMs(random.whole(0, 1439))),
  }
}

const roleOf = (person: number): Role =>
  demoAccounts[person]?.role ??
  (Object.keys(ranges) as Role[]).find((role) => person >= ranges[role][0] && person <= ranges[role][1]) ??
  'STUDENT'

/**
 * `ama.mensah`, beyond the main campus `ama.mensah7`. There are 48 first and 49 last names. These numbers share no
 * factor, so no pair comes twice among 48 × 49 people. The steps share no factor with them either, so that the names of
 * neighbors differ clearly.
 */
function personName(campusNumber: number, person: number): string {
  const first = firstNames[(11 * person + campusNumber) % firstNames.length]
  const last = lastNames[(18 * person) % lastNames.length]
  return `${first}.${last}${campusNumber === 0 ? '' : campusNumber}`
}
