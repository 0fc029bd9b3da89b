/**
 * Each field that is hidden from some viewers, for each role, on each path to it, compared with the contract's table.
 */

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolvers, rules } from '../../../src/campus/entities/index.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const building = campus.building()
const room = campus.space(building)
let gateway: TestGateway
const people: Record<string, TestPerson | undefined> = { nobody: undefined }
const bookings: Record<string, string> = {}
let owner: TestPerson

beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
  owner = people.owner = await addPerson(gateway.databaseUrl)
  people['another student'] = await addPerson(gateway.databaseUrl)
  people['class rep'] = await addPerson(gateway.databaseUrl, 'CLASS_REP')
  people['exam officer'] = await addPerson(gateway.databaseUrl, 'EXAM_OFFICER')
  people.admin = await addPerson(gateway.databaseUrl, 'ADMIN')
  const client = new pg.Client({ connectionString: gateway.databaseUrl })
  await client.connect()
  await client.query("update users set department = 'Physics', year_group = 3 where id = $1", [owner.id])
  for (const [index, kind] of ['EVENT', 'EXAM', 'CLASS'].entries()) {
    const { rows } = await client.query(
      `insert into bookings (space_id, title, kind, starts_at, ends_at, booked_by_id)
      values ($1, 'Secret', $2, $3::timestamptz, $3::timestamptz + interval '1 hour', $4) returning id`,
      [room.id, kind, `2032-01-01T1${index}:00:00Z`, kind === 'CLASS' ? null : owner.id],
    )
    bookings[kind] = encodeGlobalId('Booking', rows[0].id)
  }
  await client.query('insert into ratings (author_id, space_id, score) values ($1, $2, 4)', [owner.id, room.id])
  await client.end()
})
afterAll(() => gateway.stop())

const seesAll = (who: string) => ['owner', 'exam officer', 'admin'].includes(who)
const everybody = ['nobody', 'owner', 'another student', 'class rep', 'exam officer', 'admin']

describe.each(everybody)('%s', (who) => {
  const ask = async (query: string) => {
    const { data, errors } = await gateway.execute(query, {}, people[who]?.headers)
    expect(errors).toBeUndefined()
    return data
  }

  test.each(['EVENT', 'EXAM', 'CLASS'])('sees of an %s what the contract says, on every path', async (kind) => {
    const fields = 'id title bookedBy { username }'
    const [id, roomId] = [bookings[kind], encodeGlobalId('Space', room.id)]
    const list = `(filter: { kinds: [${kind}] })`
    const data = await ask(`fragment F on Booking { ${fields} } {
      node(id: "${id}") { ...F }
      nodes(ids: ["${id}"]) { ... on Booking { ${fields} } }
      bookings${list} { nodes { ...F } edges { node { ${fields} } } }
      inRoom: node(id: "${roomId}") { ... on Space { bookings${list} { nodes { ...F } } } }
      asClassroom: node(id: "${roomId}") { ... on Classroom { bookings${list} { edges { node { ${fields} } } } } }
    }`)
    const booking = {
      id,
      title: kind === 'EVENT' && !seesAll(who) ? 'Reserved' : 'Secret',
      bookedBy: kind !== 'CLASS' && seesAll(who) ? { username: owner.username } : null,
    }
    expect(data).toEqual({
      node: booking,
      nodes: [booking],
      bookings: { nodes: [booking], edges: [{ node: booking }] },
      inRoom: { bookings: { nodes: [booking] } },
      asClassroom: { bookings: { edges: [{ node: booking }] } },
    })
  })

  test('sees of a person what the contract says, on every path', async () => {
    const fields =
      'username role email department yearGroup bookings { totalCount nodes { title } edges { node { title } } pageInfo { hasNextPage } }'
    const id = encodeGlobalId('User', owner.id)
    const data = await ask(`fragment F on User { ${fields} } {
      node(id: "${id}") { ...F }
      nodes(ids: ["${id}"]) { ... on User { ${fields} } }
      rated: node(id: "${encodeGlobalId('Space', room.id)}") { ... on Space { ratings { nodes { author { ...F } } edges { node { author { ...F } } } } } }
    }`)
    const titles = seesAll(who) ? [{ title: 'Secret' }, { title: 'Secret' }] : []
    const person = {
      username: owner.username,
      role: 'STUDENT',
      email: seesAll(who) ? `${owner.username}@campus.example` : null,
      department: seesAll(who) ? 'Physics' : null,
      yearGroup: seesAll(who) ? 3 : null,
      bookings: {
        totalCount: titles.length,
        nodes: titles,
        edges: titles.map((node) => ({ node })),
        pageInfo: { hasNextPage: false },
      },
    }
    expect(data).toEqual({
      node: person,
      nodes: [person],
      rated: { ratings: { nodes: [{ author: person }], edges: [{ node: { author: person } }] } },
    })
  })

  test('is shown of all people at most what the contract says, whatever the filter', async () => {
    const staff = who === 'exam officer' || who === 'admin'
    const own = people[who]?.username
    const all = await ask(
      '{ users(first: 100) { totalCount nodes { username } } mine: bookings(filter: { mine: true }) { totalCount } }',
    )
    const names = all.users.nodes.map(({ username }: { username: string }) => username)
    if (!staff) expect(names).toEqual(own === undefined ? [] : [own])
    else expect(names).toHaveLength(Object.keys(people).length - 1)
    expect(all.users.totalCount).toBe(names.length)
    expect(all.mine.totalCount).toBe(who === 'owner' ? 2 : 0)
    const { users } = await ask('{ users(filter: { department: "Physics" }) { totalCount } }')
    expect(users.totalCount).toBe(seesAll(who) ? 1 : 0)
  })
})

test('every mutation has a rule', () => {
  const fields = Object.keys(readSchema().getMutationType()?.getFields() ?? {})
  const ruled = rules.flatMap((part) => Object.keys(part.Mutation ?? {}))
  const resolved = resolvers.flatMap((part) => Object.keys(part.Mutation ?? {}))
  expect({ ruled: ruled.toSorted(), resolved: resolved.toSorted() }).toEqual({
    ruled: fields.toSorted(),
    resolved: fields.toSorted(),
  })
})
