/** Rating buildings and rooms: one rating a person and subject, and summaries that see it at once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const building = campus.building()
const room = encodeGlobalId('Space', campus.space(building).id)
let gateway: TestGateway
let student: TestPerson
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
})
beforeEach(async () => {
  student = await addPerson(gateway.databaseUrl)
})
afterAll(() => gateway.stop())

const rated = `rating { id score comment author { username } subject { ... on Space { ratingSummary { count } } } } userErrors { code field }`

async function rate(who: TestPerson | undefined, input: object) {
  const mutation = `mutation ($input: RateInput!) { rate(input: $input) { ${rated} } }`
  const { data, errors } = await gateway.execute(
    mutation,
    { input: { subject: room, score: 4, ...input } },
    who?.headers,
  )
  return { ...data?.rate, errors: errors?.map(({ extensions }) => extensions.code) }
}

async function withdraw(who: TestPerson, rating: string) {
  const mutation = 'mutation ($rating: ID!) { deleteRating(input: { rating: $rating }) { userErrors { code } } }'
  const { data } = await gateway.execute(mutation, { rating }, who.headers)
  return data.deleteRating.userErrors.map(({ code }: { code: string }) => code)
}

test('rating again changes the rating, and the payload sees it', async () => {
  const first = await rate(student, { comment: 'Bright.\nQuiet.' })
  expect(first.rating).toMatchObject({ score: 4, comment: 'Bright.\nQuiet.', author: { username: student.username } })
  const [one, two] = await Promise.all([rate(student, { score: 1 }), rate(student, { score: 1 })])
  expect([one.rating.id, two.rating.id]).toEqual([first.rating.id, first.rating.id])
  expect(one.rating).toMatchObject({
    score: 1,
    comment: null,
    subject: { ratingSummary: first.rating.subject.ratingSummary },
  })
})

test('root fields run in order, and each sees what those before it did', async () => {
  const field = (alias: string, score: number) =>
    `${alias}: rate(input: { subject: "${encodeGlobalId('Building', building.id)}", score: ${score} }) { rating { subject { ... on Building { ratingSummary { average count } } } } }`
  const { data } = await gateway.execute(`mutation { ${field('a', 5)} ${field('b', 2)} }`, {}, student.headers)
  expect(data.a.rating.subject.ratingSummary).toEqual({ average: 5, count: 1 })
  expect(data.b.rating.subject.ratingSummary).toEqual({ average: 2, count: 1 })
})

test.each([
  [{ score: 0 }, 'INVALID_INPUT', 'score'],
  [{ score: 6 }, 'INVALID_INPUT', 'score'],
  [{ comment: 'x'.repeat(2001) }, 'INVALID_INPUT', 'comment'],
  [{ comment: 'a\u0007' }, 'INVALID_INPUT', 'comment'],
  [{ subject: encodeGlobalId('Space', 9999) }, 'NOT_FOUND', 'subject'],
])('%j is %s', async (input, code, field) => {
  expect((await rate(student, input)).userErrors).toEqual([{ code, field }])
})

test('only buildings and rooms are rated, and only by a signed-in person', async () => {
  expect((await rate(student, { subject: encodeGlobalId('User', 1) })).errors).toEqual(['BAD_USER_INPUT'])
  expect((await rate(undefined, {})).errors).toEqual(['UNAUTHENTICATED'])
})

test('a rating is taken back by its author or an admin; for others there is none', async () => {
  const { rating } = await rate(student, {})
  expect(await withdraw(await addPerson(gateway.databaseUrl), rating.id)).toEqual(['NOT_FOUND'])
  expect(await withdraw(student, rating.id)).toEqual([])
  expect(await withdraw(student, rating.id)).toEqual(['NOT_FOUND'])
  const { rating: another } = await rate(student, {})
  expect(await withdraw(await addPerson(gateway.databaseUrl, 'ADMIN'), another.id)).toEqual([])
})
