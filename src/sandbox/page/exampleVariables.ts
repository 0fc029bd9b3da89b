/**
 * Variables with which a registered operation can be run as it is opened. What the server gives comes first; of the
 * rest only what the operation requires is filled in: moments around now, and names and ids of this very campus.
 */
import type { RegisteredOperation } from '../registeredOperation.ts'
import { firstScalar } from './answerFields.ts'
import { findBooking } from './exampleBooking.ts'
import { findFreeSlot } from './exampleSlot.ts'
import { exampleTime } from './exampleTime.ts'
import { requiredVariables } from './requiredVariables.ts'

/** The gateway's answer to a question, as the person who is signed in; never rejects. */
export type Ask = (question: string) => Promise<unknown>

export interface ExampleSource {
  ask: Ask
  now: Date
  /** Digits for the `{number}` of what the server gives */
  number: string
}

export async function exampleVariables(
  { text, variables = {} }: RegisteredOperation,
  { ask, now, number }: ExampleSource,
): Promise<Record<string, unknown>> {
  const required = requiredVariables(text)
  const given = new Map([...(await findTogether(required, ask, now)), ...Object.entries(numbered(variables, number))])
  const missing = required.filter(({ name }) => !given.has(name))
  const found = missing.map(async ({ name, type }): Promise<[string, unknown]> => {
    const value = exampleTime(name, type, now) ?? (await findExample(name, ask, now)) ?? blank(type)
    return [name, value]
  })
  return Object.fromEntries([...(await Promise.all(found)), ...given])
}

/** What fits only together: a room, and a time at which it is free. */
async function findTogether(required: readonly { name: string }[], ask: Ask, now: Date): Promise<[string, unknown][]> {
  const names = new Set(required.map(({ name }) => name))
  const isSlot = ['room', 'startsAt', 'endsAt'].every((name) => names.has(name))
  return isSlot ? Object.entries((await findFreeSlot(ask, now)) ?? {}) : []
}

/**
 * By the name of the variable: a question whose answer holds, under that name, something to ask about.
 * @internal
 */
export const exampleQuestions: ReadonlyMap<string, string> = new Map([
  ['building', '{ buildings(first: 1) { nodes { building: id } } }'],
  ['course', '{ classSessions(first: 1) { nodes { course { course: id } } } }'],
  ['department', '{ classSessions(first: 1) { nodes { groups { department } } } }'],
  ['query', '{ buildings(first: 1) { nodes { query: name } } }'],
  ['room', '{ spaces(filter: { kind: CLASSROOM }, first: 1) { nodes { room: id } } }'],
  ['subject', '{ spaces(filter: { kind: CLASSROOM }, first: 1) { nodes { subject: id } } }'],
  ['term', '{ classSessions(first: 1) { nodes { term { term: id } } } }'],
  ['yearGroup', '{ classSessions(first: 1) { nodes { groups { yearGroup } } } }'],
])

async function findExample(variable: string, ask: Ask, now: Date): Promise<unknown> {
  if (variable === 'booking') return findBooking(ask, now)
  const question = exampleQuestions.get(variable)
  return question === undefined ? undefined : firstScalar(variable, await ask(question))
}

function numbered(variables: Record<string, unknown>, number: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(variables), (_key, value) =>
    typeof value === 'string' ? value.replaceAll('{number}', number) : value,
  )
}

/** Something of the right kind to write over. */
function blank(type: string): unknown {
  if (type === 'Int' || type === 'Float') return 1
  if (type === 'Boolean') return true
  return type === 'ID' || type === 'String' ? '' : {}
}
