/** Texts that people write and others read: what no screen shows is refused, wherever it could be written. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const building = campus.building()
const space = campus.space(building)
const term = campus.term({ startsOn: '2031-01-06', endsOn: '2031-02-02' })

let gateway: TestGateway
let admin: TestPerson
let booking: string
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
  booking = (await mutate('createBooking', { ...slot(0), title: 'Fine' }, 'booking { id }')).booking.id
})
afterAll(() => gateway.stop())

const ids = {
  building: encodeGlobalId('Building', building.id),
  space: encodeGlobalId('Space', space.id),
  term: encodeGlobalId('Term', term.id),
}
const tomorrow = Date.now() + 86_400_000
let slots = 0
const slot = (hours = ++slots * 2) => ({
  space: ids.space,
  startsAt: new Date(tomorrow + hours * 3_600_000).toISOString(),
  endsAt: new Date(tomorrow + (hours + 1) * 3_600_000).toISOString(),
})

async function mutate(name: string, input: object, thing = '') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${thing} userErrors { code field message } } }`
  const { data, errors } = await gateway.execute(query, { input }, admin.headers)
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data[name]
}

const days = { startsOn: '2032-01-05', endsOn: '2032-02-01' }
const account = { username: 'ama', email: 'ama@campus.example', password: 'a good long password' }

/** Mutation, field, and the input with a text in it */
const written: [string, string, (text: string) => object][] = [
  ['createBooking', 'title', (title) => ({ ...slot(), title })],
  ['updateBooking', 'title', (title) => ({ booking, title })],
  ['rate', 'comment', (comment) => ({ subject: ids.space, score: 3, comment })],
  ['createBuilding', 'name', (name) => ({ name, kind: 'BLOCK' })],
  ['updateBuilding', 'name', (name) => ({ building: ids.building, name })],
  ['createSpace', 'name', (name) => ({ building: ids.building, kind: 'CLASSROOM', name })],
  ['updateSpace', 'name', (name) => ({ space: ids.space, name })],
  ['updateSpace', 'roomNumber', (roomNumber) => ({ space: ids.space, roomNumber })],
  ['updateSpace', 'equipment', (thing) => ({ space: ids.space, equipment: ['Projector', thing] })],
  ['createTerm', 'name', (name) => ({ name, ...days })],
  ['updateTerm', 'name', (name) => ({ term: ids.term, name })],
  ['createTerm', 'breaks', (name) => ({ name: 'New', ...days, breaks: [{ name, ...days }] })],
  ['signUp', 'department', (department) => ({ ...account, department })],
  ['signUp', 'email', (text) => ({ ...account, email: `a${text}@campus.example` })],
  ['updateProfile', 'department', (department) => ({ department })],
]

const unreadable: [string, string][] = [
  ['a bell', 'ab\u0007c'],
  ['an escape', 'ab\u001b[31mc'],
  ['C1', 'ab\u009bc'],
  ['U+202E', 'moo\u202eR'],
  ['U+202A', '\u202aab'],
  ['U+2066', 'ab\u2066c'],
  ['U+2069', 'ab\u2069c'],
  ['the first half of a character', 'ab\ud83d'],
  ['the second', '\ude00ab'],
]

describe.each(written)('%s refuses in `%s`', (name, field, input) => {
  test('what no screen shows, and says which character', async () => {
    for (const [what, text] of unreadable) {
      const { userErrors } = await mutate(name, input(text))
      expect([what, userErrors]).toEqual([
        what,
        [
          {
            code: 'INVALID_INPUT',
            field,
            message: expect.stringMatching(/^`\w+` holds the character U\+[0-9A-F]{4}, /),
          },
        ],
      ])
    }
  })
})

describe('a comment', () => {
  const comment = async (text: string) =>
    mutate('rate', { subject: ids.space, score: 3, comment: text }, 'rating { comment }')

  test('may have lines and tabs; lines end as on the web, whatever ended them', async () => {
    const { rating, userErrors } = await comment('One\r\n\tTwo\n\nThree 😀')
    expect([rating?.comment, userErrors]).toEqual(['One\n\tTwo\n\nThree 😀', []])
  })

  test.each(['One\rTwo', 'One\vTwo', 'One\fTwo'])('%j has another control character', async (text) => {
    expect((await comment(text)).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: 'comment' }])
  })
})

test.each(['One\nTwo', 'One\tTwo'])('a title is one line: %j', async (title) => {
  const { userErrors } = await mutate('createBooking', { ...slot(), title })
  expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: 'title' }])
})

test('marks that letters of other scripts need are taken', async () => {
  const title = 'سلام\u200f 1 \u200d👩\u200d🏫'
  const { booking: made, userErrors } = await mutate('createBooking', { ...slot(), title }, 'booking { title }')
  expect([made?.title, userErrors]).toEqual([title, []])
})
