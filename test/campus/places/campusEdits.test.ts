/** Buildings, rooms and terms, edited by admins; and what is refused so that nothing is lost by accident. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const building = campus.building()
const used = campus.space(building)
const past = campus.space(building)
campus.booking(past, { startsAt: '2020-01-01T10:00:00Z', endsAt: '2020-01-01T11:00:00Z' })
campus.booking(used, { startsAt: '2032-01-01T10:00:00Z', endsAt: '2032-01-01T11:00:00Z' })
const timetabled = campus.space(building)
const term = campus.term({ startsOn: '2031-01-06', endsOn: '2031-02-02', timeZone: 'Europe/London' })
campus.classSession({ term, course: campus.course(), space: timetabled })

let gateway: TestGateway
let database: pg.Client
let admin: TestPerson
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
  database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
})
afterAll(async () => {
  await database.end()
  await gateway.stop()
})

const things: Record<string, string> = {
  Building: 'building { id name kind floors location { latitude longitude } }',
  Space: 'space { id name kind floor roomNumber capacity equipment building { id } }',
  Term: 'term { id name startsOn endsOn timeZone breaks { name startsOn endsOn } }',
}

async function edit(name: string, input: object, who: TestPerson | undefined = admin) {
  const thing = name.startsWith('delete') ? '' : things[name.replace(/^(create|update)/, '')]
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { data, errors } = await gateway.execute(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${thing} userErrors { code field } } }`,
    { input },
    who?.headers,
  )
  return { ...data?.[name], errors: errors?.map(({ extensions }) => extensions.code) }
}
const ids = {
  building: encodeGlobalId('Building', building.id),
  used: encodeGlobalId('Space', used.id),
  past: encodeGlobalId('Space', past.id),
  timetabled: encodeGlobalId('Space', timetabled.id),
  term: encodeGlobalId('Term', term.id),
}

test.each(['createBuilding', 'deleteSpace', 'updateTerm'])('%s is for admins', async (name) => {
  const input =
    {
      createBuilding: { name: 'New', kind: 'BLOCK' },
      deleteSpace: { space: ids.past },
      updateTerm: { term: ids.term },
    }[name] ?? {}
  for (const role of ['STUDENT', 'CLASS_REP', 'EXAM_OFFICER'] as const) {
    expect((await edit(name, input, await addPerson(gateway.databaseUrl, role))).errors).toEqual(['FORBIDDEN'])
  }
  const { errors } = await gateway.execute('mutation { deleteSpace(input: { space: "x" }) { userErrors { code } } }')
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
})

describe('a building', () => {
  test('is added, changed where something is said, and deleted', async () => {
    const location = { latitude: 6.6, longitude: -1.5 }
    const { building: made } = await edit('createBuilding', {
      name: ' North Block ',
      kind: 'BLOCK',
      floors: 3,
      location,
    })
    expect(made).toMatchObject({ name: 'North Block', kind: 'BLOCK', floors: 3, location })
    const { building: changed } = await edit('updateBuilding', { building: made.id, floors: null, kind: 'STOREY' })
    expect(changed).toMatchObject({ name: 'North Block', kind: 'STOREY', floors: null, location })
    expect(await edit('deleteBuilding', { building: made.id })).toEqual({ userErrors: [] })
    expect((await edit('deleteBuilding', { building: made.id })).userErrors).toEqual([
      { code: 'NOT_FOUND', field: 'building' },
    ])
  })

  test.each([
    ['createBuilding', { name: building.name, kind: 'BLOCK' }, 'ALREADY_EXISTS', 'name'],
    ['createBuilding', { name: '', kind: 'BLOCK' }, 'INVALID_INPUT', 'name'],
    ['createBuilding', { name: 'x'.repeat(201), kind: 'BLOCK' }, 'INVALID_INPUT', 'name'],
    ['createBuilding', { name: 'Flat', kind: 'BLOCK', floors: 0 }, 'INVALID_INPUT', 'floors'],
    ['updateBuilding', { building: ids.building, name: null }, 'INVALID_INPUT', 'name'],
    ['updateBuilding', { building: ids.building, kind: null }, 'INVALID_INPUT', 'kind'],
    ['updateBuilding', { building: encodeGlobalId('Building', 9999), floors: 2 }, 'NOT_FOUND', 'building'],
    ['deleteBuilding', { building: ids.building }, 'IN_USE', 'building'],
  ])('%s %j is %s', async (name, input, code, field) => {
    expect((await edit(name, input)).userErrors).toEqual([{ code, field }])
  })
})

describe('a room', () => {
  test('is added, moved, and deleted with its past', async () => {
    const { space } = await edit('createSpace', {
      building: ids.building,
      name: 'Lab 9',
      kind: 'LABORATORY',
      equipment: [' hood ', 'hood'],
      capacity: 12,
    })
    expect(space).toMatchObject({ name: 'Lab 9', equipment: ['hood'], capacity: 12, building: { id: ids.building } })
    const { building: other } = await edit('createBuilding', { name: 'Annex', kind: 'BLOCK' })
    const { space: moved } = await edit('updateSpace', {
      space: space.id,
      building: other.id,
      kind: 'OFFICE',
      capacity: null,
    })
    expect(moved).toMatchObject({
      id: space.id,
      name: 'Lab 9',
      kind: 'OFFICE',
      capacity: null,
      building: { id: other.id },
    })
    expect((await edit('deleteSpace', { space: ids.past })).userErrors).toEqual([])
    const { rows } = await database.query('select count(*)::int as n from bookings where space_id = $1', [past.id])
    expect(rows).toEqual([{ n: 0 }])
  })

  test.each([
    ['createSpace', { building: ids.building, name: used.name, kind: 'CLASSROOM' }, 'ALREADY_EXISTS', 'name'],
    [
      'createSpace',
      { building: encodeGlobalId('Building', 9999), name: 'X', kind: 'CLASSROOM' },
      'NOT_FOUND',
      'building',
    ],
    ['updateSpace', { space: encodeGlobalId('Space', 9999), name: 'X' }, 'NOT_FOUND', 'space'],
    ['updateSpace', { space: ids.used, capacity: 0 }, 'INVALID_INPUT', 'capacity'],
    ['updateSpace', { space: ids.used, kind: 'OFFICE' }, 'IN_USE', 'space'],
    ['deleteSpace', { space: ids.used }, 'IN_USE', 'space'],
    ['deleteSpace', { space: ids.timetabled }, 'IN_USE', 'space'],
  ])('%s %j is %s', async (name, input, code, field) => {
    expect((await edit(name, input)).userErrors).toEqual([{ code, field }])
  })
})

describe('a term', () => {
  const meetings = async () => {
    const { rows } = await database.query(
      "select to_char(starts_at at time zone 'UTC', 'MM-DD HH24:MI') || ' ' || status as m from bookings where kind = 'CLASS' order by starts_at",
    )
    return rows.map(({ m }) => m)
  }

  test('keeps the meetings of its classes on their days, in its zone, and cancelled ones cancelled', async () => {
    expect((await edit('updateTerm', { term: ids.term })).userErrors).toEqual([])
    expect(await meetings()).toEqual([
      '01-06 08:00 CONFIRMED',
      '01-13 08:00 CONFIRMED',
      '01-20 08:00 CONFIRMED',
      '01-27 08:00 CONFIRMED',
    ])
    await database.query(
      "update bookings set status = 'CANCELLED' where kind = 'CLASS' and starts_at::date = '2031-01-13'",
    )
    const breaks = [{ name: 'Snow', startsOn: '2031-01-20', endsOn: '2031-01-21' }]
    const { term: changed } = await edit('updateTerm', { term: ids.term, breaks, endsOn: '2031-02-03' })
    expect(changed).toMatchObject({ endsOn: '2031-02-03', breaks })
    expect(await meetings()).toEqual([
      '01-06 08:00 CONFIRMED',
      '01-13 08:00 CANCELLED',
      '01-27 08:00 CONFIRMED',
      '02-03 08:00 CONFIRMED',
    ])
    await edit('updateTerm', { term: ids.term, timeZone: 'Europe/Paris', breaks: [] })
    expect(await meetings()).toEqual([
      '01-06 07:00 CONFIRMED',
      '01-13 07:00 CONFIRMED',
      '01-20 07:00 CONFIRMED',
      '01-27 07:00 CONFIRMED',
      '02-03 07:00 CONFIRMED',
    ])
  })

  test('whose classes would meet something else stays as it was', async () => {
    await edit('updateTerm', { term: ids.term, endsOn: '2031-02-09' })
    const before = await meetings()
    await database.query(
      "insert into bookings (space_id, title, kind, starts_at, ends_at) values ($1, 'Fair', 'EVENT', '2031-02-10 07:30Z', '2031-02-10 09:00Z')",
      [timetabled.id],
    )
    const refused = await edit('updateTerm', { term: ids.term, endsOn: '2031-02-10' })
    expect([refused.term, refused.userErrors]).toEqual([null, [{ code: 'SLOT_TAKEN', field: 'startsAt' }]])
    expect(await meetings()).toEqual(before)
  })

  test.each([
    ['createTerm', { name: 'Short', startsOn: '2031-05-02', endsOn: '2031-05-01' }, 'INVALID_TIME_RANGE', 'endsOn'],
    ['createTerm', { name: 'Long', startsOn: '2031-05-02', endsOn: '2033-05-01' }, 'INVALID_TIME_RANGE', 'endsOn'],
    ['createTerm', { name: term.name, startsOn: '2031-05-02', endsOn: '2031-06-01' }, 'ALREADY_EXISTS', 'name'],
    [
      'createTerm',
      { name: 'Zone', startsOn: '2031-05-02', endsOn: '2031-06-01', timeZone: '+01:00' },
      'INVALID_INPUT',
      'timeZone',
    ],
    [
      'createTerm',
      {
        name: 'Break',
        startsOn: '2031-05-02',
        endsOn: '2031-06-01',
        breaks: [{ name: 'Early', startsOn: '2031-05-01', endsOn: '2031-05-03' }],
      },
      'INVALID_TIME_RANGE',
      'breaks',
    ],
    ['updateTerm', { term: encodeGlobalId('Term', 9999), name: 'X' }, 'NOT_FOUND', 'term'],
    ['updateTerm', { term: ids.term, startsOn: null }, 'INVALID_INPUT', 'startsOn'],
  ])('%s %j is %s', async (name, input, code, field) => {
    expect((await edit(name, input)).userErrors).toEqual([{ code, field }])
  })

  test('is added in the zone of the campus unless it says another', async () => {
    const { term: made } = await edit('createTerm', { name: 'Summer', startsOn: '2032-05-02', endsOn: '2032-06-01' })
    expect(made).toMatchObject({ name: 'Summer', timeZone: 'Africa/Accra', breaks: [] })
  })
})
