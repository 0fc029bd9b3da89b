import { expect, test } from 'vitest'
import { type Ask, exampleVariables } from './exampleVariables.ts'

/** A Wednesday. */
const now = new Date('2026-11-25T10:20:30.400Z')
const nobody: Ask = async () => ({ errors: [{ message: 'Nobody is there.' }] })

const examples = (variables: string, ask = nobody, given?: Record<string, unknown>) =>
  exampleVariables({ name: 'Ask', text: `query Ask(${variables}) { a }`, ...(given && { variables: given }) }, ask, now)

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

test('makes nothing of a text that is not GraphQL', async () => {
  expect(await exampleVariables({ name: 'Broken', text: 'query {' }, nobody, now)).toEqual({})
})
