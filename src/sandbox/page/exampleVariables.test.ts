import { describe, expect, test } from 'vitest'
import { type Ask, exampleVariables } from './exampleVariables.ts'

/** A Wednesday. */
const now = new Date('2026-11-25T10:20:30.400Z')
const nobody: Ask = async () => ({ errors: [{ message: 'Nobody is there.' }] })

const examples = (variables: string, ask = nobody, given?: Record<string, unknown>) =>
  exampleVariables(
    { name: 'Ask', text: `query Ask(${variables}) { a }`, ...(given && { variables: given }) },
    { ask, now, number: '42' },
  )

test('fills in only what the operation cannot run without', async () => {
  expect(await examples('$first: Int = 20, $after: String, $count: Int! = 1, $query: String!')).toEqual({ query: '' })
})

test('chooses moments around now', async () => {
  expect(await examples('$startsAt: DateTime!, $endsAt: DateTime!')).toEqual({
    startsAt: '2026-11-25T11:00:00.000Z',
    endsAt: '2026-11-25T12:00:00.000Z',
  })
  expect(await examples('$now: DateTime!, $soon: DateTime!')).toEqual({
    now: '2026-11-25T10:20:30.400Z',
    soon: '2026-11-25T11:20:30.400Z',
  })
})

test('chooses the week that now is in', async () => {
  expect(await examples('$from: DateTime!, $to: DateTime!')).toEqual({
    from: '2026-11-23T00:00:00.000Z',
    to: '2026-11-30T00:00:00.000Z',
  })
  expect(await examples('$from: Date!, $to: Date!')).toEqual({ from: '2026-11-23', to: '2026-11-30' })
})

test('asks the campus for something to ask about', async () => {
  const questions: string[] = []
  const campus: Ask = async (question) => {
    questions.push(question)
    return { data: { spaces: { nodes: [{ room: 'U3BhY2U6MQ' }] } } }
  }
  expect(await examples('$room: ID!', campus)).toEqual({ room: 'U3BhY2U6MQ' })
  expect(questions).toEqual(['{ spaces(filter: { kind: CLASSROOM }, first: 1) { nodes { room: id } } }'])
})

test('looks past objects of the same name', async () => {
  const campus: Ask = async () => ({ data: { classSessions: { nodes: [{ course: { course: 'Q291cnNlOjE' } }] } } })
  expect(await examples('$course: ID!', campus)).toEqual({ course: 'Q291cnNlOjE' })
})

test('leaves a blank of the right kind where the campus has nothing', async () => {
  expect(await examples('$room: ID!, $ids: [ID!]!, $yearGroup: Int!, $on: Boolean!, $filter: Filter!')).toEqual({
    room: '',
    ids: '',
    yearGroup: 1,
    on: true,
    filter: {},
  })
})

test('keeps what the server gives, required or not', async () => {
  const given = { room: 'U3BhY2U6Mg', first: 5 }
  expect(await examples('$room: ID!, $first: Int', nobody, given)).toEqual(given)
})

test('puts digits where the server asks for some', async () => {
  const given = { input: { name: 'ama.{number}', tags: ['{number}-{number}'], age: 7 } }
  expect(await examples('$input: Input!', nobody, given)).toEqual({
    input: { name: 'ama.42', tags: ['42-42'], age: 7 },
  })
})

test.each(['constructor', 'toString', '__proto__'])('takes a variable called %s for any other', async (name) => {
  expect(JSON.stringify(await examples(`$${name}: String!`))).toBe(`{"${name}":""}`)
  expect(JSON.stringify(await examples(`$${name}: DateTime!`))).toBe(`{"${name}":"2026-11-25T10:00:00.000Z"}`)
})

test('books a room at the first hour at which one is free', async () => {
  const questions: string[] = []
  const campus: Ask = async (question) => {
    questions.push(question)
    return { data: { freeSpaces: { nodes: questions.length < 3 ? [] : [{ room: 'U3BhY2U6Nw' }] } } }
  }
  expect(await examples('$room: ID!, $startsAt: DateTime!, $endsAt: DateTime!', campus)).toEqual({
    room: 'U3BhY2U6Nw',
    startsAt: '2026-11-25T13:00:00.000Z',
    endsAt: '2026-11-25T14:00:00.000Z',
  })
  expect(questions).toHaveLength(3)
})

describe('a booking', () => {
  const booking = (id: string, startsAt: string, bookedBy: { id: string } | null = { id: 'me' }) => ({
    id,
    startsAt,
    bookedBy,
  })
  const [past, soon] = ['2026-11-25T10:00:00Z', '2026-11-25T10:30:00Z']
  const campus =
    (mine: unknown[], all: unknown[]): Ask =>
    async (question) => ({ data: { bookings: { nodes: question.includes('mine') ? mine : all } } })

  test('is one that has not begun', async () => {
    expect(await examples('$booking: ID!', campus([booking('a', past), booking('b', soon)], []))).toEqual({
      booking: 'b',
    })
  })

  test("is another person's only where one sees whose it is, and may cancel it", async () => {
    expect(await examples('$booking: ID!', campus([], [booking('a', soon, null), booking('b', soon)]))).toEqual({
      booking: 'b',
    })
    expect(await examples('$booking: ID!', campus([booking('a', past)], [booking('b', soon, null)]))).toEqual({
      booking: '',
    })
  })
})

test('makes nothing of a text that is not GraphQL', async () => {
  expect(await exampleVariables({ name: 'Broken', text: 'query {' }, { ask: nobody, now, number: '42' })).toEqual({})
})
