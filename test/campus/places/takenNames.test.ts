/** A name that people read as another is that other: taken when something is named, and found by it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const building = campus.building({ name: 'Great Hall' })
const other = campus.building({ name: 'Annex' })
const room = campus.space(building, { name: 'Room One' })
const second = campus.space(building, { name: 'Room Two' })
const elsewhere = campus.space(other, { name: 'room one' })
const term = campus.term({ name: 'One' })
const later = campus.term({ name: 'Two' })
campus.course({ code: 'ÉCO 354' })

const ids = {
  building: encodeGlobalId('Building', building.id),
  other: encodeGlobalId('Building', other.id),
  second: encodeGlobalId('Space', second.id),
  elsewhere: encodeGlobalId('Space', elsewhere.id),
  room: encodeGlobalId('Space', room.id),
  term: encodeGlobalId('Term', term.id),
  later: encodeGlobalId('Term', later.id),
}

let gateway: TestGateway
let admin: TestPerson
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
})
afterAll(() => gateway.stop())

async function edit(name: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { data, errors } = await gateway.execute(
    `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code field message } } }`,
    { input },
    admin.headers,
  )
  expect(errors).toBeUndefined()
  return data?.[name].userErrors
}

const taken = [
  {
    code: 'ALREADY_EXISTS',
    field: 'name',
    message: 'Something else has this name already: case, spaces and the form of letters make no other name.',
  },
]
const days = { startsOn: '2031-05-02', endsOn: '2031-06-01' }

describe('taken is', () => {
  test.each(['one', 'ONE', ' One ', 'Ｏｎｅ', 'O\u200bne'])('for a term %j', async (name) => {
    expect(await edit('createTerm', { name, ...days })).toEqual(taken)
    expect(await edit('updateTerm', { term: ids.later, name })).toEqual(taken)
  })

  test.each(['great hall', 'Great  Hall', 'GREAT\u00a0HALL', 'Ｇreat Hall'])('for a building %j', async (name) => {
    expect(await edit('createBuilding', { name, kind: 'BLOCK' })).toEqual(taken)
    expect(await edit('updateBuilding', { building: ids.other, name })).toEqual(taken)
  })

  test.each(['room one', 'Room\u2003One'])('for a room of its building %j', async (name) => {
    expect(await edit('createSpace', { building: ids.building, name, kind: 'CLASSROOM' })).toEqual(taken)
    expect(await edit('updateSpace', { space: ids.second, name })).toEqual(taken)
    expect(await edit('updateSpace', { space: ids.elsewhere, building: ids.building })).toEqual(taken)
  })
})

test('a thing may be written anew in another case', async () => {
  expect(await edit('updateTerm', { term: ids.term, name: 'ONE' })).toEqual([])
  expect(await edit('updateSpace', { space: ids.room, name: 'ROOM ONE' })).toEqual([])
  expect(await edit('updateBuilding', { building: ids.other, name: 'ANNEX' })).toEqual([])
})

test.each(['', ' ', '\u200b', '\u00ad\u2060', '\u200b \u200b'])(
  'a name of which nothing is seen is none: %j',
  async (name) => {
    const none = [{ code: 'INVALID_INPUT', field: 'name', message: '`name` must not be empty.' }]
    expect(await edit('createTerm', { name, ...days })).toEqual(none)
    expect(await edit('createBuilding', { name, kind: 'BLOCK' })).toEqual(none)
    expect(await edit('createSpace', { building: ids.other, name, kind: 'OFFICE' })).toEqual(none)
    expect(await edit('updateBuilding', { building: ids.other, name })).toEqual(none)
  },
)

test('a building is found by what people read in its name, several in one statement', async () => {
  const found = await gateway.data(
    `{ a: building(name: "great hall") { id } b: building(name: " GREAT  Hall") { id }
       c: building(name: "Ｇｒｅａｔ Hall") { id } d: building(name: "Great Halls") { id } e: building(name: "annex") { id } }`,
  )
  const [id, annex] = [{ id: ids.building }, { id: ids.other }]
  expect(found).toEqual({ a: id, b: id, c: id, d: null, e: annex })
  expect(gateway.statements()).toBe(1)
})

test.each(['eco 354', 'éco354', 'ÉCO\u00a0354', ' Ｅ\u0301co 354 '])('courses by the code %j', async (code) => {
  const { courses } = await gateway.data(
    'query ($code: String) { courses(filter: { code: $code }) { nodes { code } } }',
    {
      code,
    },
  )
  expect(courses.nodes).toEqual(code.startsWith('eco') ? [] : [{ code: 'ÉCO 354' }])
})
