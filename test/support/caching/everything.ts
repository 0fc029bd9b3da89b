/** Questions that between them show every field there is, as they were asked again and again. */
import type { Operation } from './cacheClient.ts'

const booking =
  'id title kind status startsAt endsAt createdAt bookedBy { username role } space { name } classSession { id }'
const all = 'filter: { statuses: [PENDING, CONFIRMED, CANCELLED] }, first: 30'
const session =
  'id weekday startTime endTime course { code title } term { name } space { name } groups { department yearGroup }'
const person = 'id username email role department yearGroup createdAt'
const ratings =
  'ratings { totalCount nodes { id score comment author { username } } } ratingSummary { average count histogram }'

/** @param ids of things of each type, and of none that are there */
export const everything = (ids: readonly string[], at: { startsAt: string; endsAt: string }): Operation[] => {
  const { startsAt, endsAt } = at
  return [
    `{ buildings { totalCount nodes { id name kind floors location { latitude longitude } spaceCounts { classrooms laboratories offices } ${ratings} } } }`,
    `{ buildings { nodes { spaces(first: 30) { totalCount nodes { name } } } } building(name: "Hall") { id floors } }`,
    `{ spaces(first: 50) { totalCount nodes { id name kind floor roomNumber capacity equipment building { name } ${ratings} } } }`,
    `{ spaces(filter: { minCapacity: 1000 }) { totalCount nodes { name } } equipment departments }`,
    `{ spaces(first: 20) { nodes { name bookings(${all}) { totalCount nodes { ${booking} } } classSessions { totalCount } } } }`,
    `{ freeSpaces(startsAt: "${startsAt}", endsAt: "${endsAt}", first: 50) { totalCount nodes { name freeUntil(at: "${startsAt}") isFree(from: "${startsAt}", to: "${endsAt}") } } }`,
    `{ bookings(${all}) { totalCount nodes { ${booking} } } }`,
    `{ bookings(filter: { from: "${startsAt}", to: "${endsAt}" }) { totalCount nodes { id status } } }`,
    `{ bookings(filter: { mine: true }) { totalCount nodes { ${booking} } } }`,
    `{ classSessions { totalCount nodes { ${session} } } courses { nodes { id code title classSessions { totalCount } } } }`,
    `{ terms { id name startsOn endsOn timeZone breaks { name startsOn endsOn } classSessions { nodes { ${session} } } } }`,
    `{ search(query: "Hall") { totalCount nodes { __typename ... on Building { name } ... on Space { name } } } }`,
    `{ users(first: 20) { totalCount nodes { ${person} bookings(${all}) { totalCount } ratings { totalCount } } } }`,
    `{ viewer { ${person} bookings(${all}) { nodes { ${booking} } } ratings { nodes { score comment } } } }`,
    `{ nodes(ids: ${JSON.stringify(ids)}) { id __typename ... on Space { name } ... on User { ${person} } ... on Booking { ${booking} } ... on Building { name } ... on Rating { score author { ${person} } } } }`,
  ].map((query) => ({ query }))
}
