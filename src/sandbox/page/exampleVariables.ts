/**
 * Variables with which a registered operation can be run as it is opened. What the server gives comes first; of the
 * rest only what the operation requires is filled in: moments around now, and names and ids of this very campus.
 */
import type { RegisteredOperation } from '../registeredOperation.ts'
import { exampleTime } from './exampleTime.ts'
import { requiredVariables } from './requiredVariables.ts'

/** The gateway's answer to a question; never rejects. */
export type Ask = (question: string) => Promise<unknown>

export async function exampleVariables(
  { text, variables = {} }: RegisteredOperation,
  ask: Ask,
  now: Date,
): Promise<Record<string, unknown>> {
  const missing = requiredVariables(text).filter(({ name }) => !(name in variables))
  const found = missing.map(async ({ name, type }) => {
    const value = exampleTime(name, type, now) ?? (await findExample(name, ask)) ?? blank(type)
    return [name, value]
  })
  return { ...Object.fromEntries(await Promise.all(found)), ...variables }
}

/** By the name of the variable: a question whose answer holds, under that name, something to ask about. */
export const exampleQuestions: Readonly<Record<string, string>> = {
  booking: '{ viewer { bookings(first: 1) { nodes { booking: id } } } }',
  building: '{ buildings(first: 1) { nodes { building: id } } }',
  course: '{ classSessions(first: 1) { nodes { course { course: id } } } }',
  department: '{ classSessions(first: 1) { nodes { groups { department } } } }',
  query: '{ buildings(first: 1) { nodes { query: name } } }',
  room: '{ spaces(filter: { kind: CLASSROOM }, first: 1) { nodes { room: id } } }',
  subject: '{ spaces(filter: { kind: CLASSROOM }, first: 1) { nodes { subject: id } } }',
  term: '{ classSessions(first: 1) { nodes { term { term: id } } } }',
  yearGroup: '{ classSessions(first: 1) { nodes { groups { yearGroup } } } }',
}

async function findExample(variable: string, ask: Ask): Promise<unknown> {
  const question = exampleQuestions[variable]
  return question === undefined ? undefined : firstScalar(variable, await ask(question))
}

/** The first text or number that stands under `key`, however deep. */
function firstScalar(key: string, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  const direct = new Map<string, unknown>(Object.entries(answer)).get(key)
  if (typeof direct === 'string' || typeof direct === 'number') return direct
  return Object.values(answer)
    .map((value) => firstScalar(key, value))
    .find((value) => value !== undefined)
}

/** Something of the right kind to write over. */
function blank(type: string): unknown {
  if (type === 'Int' || type === 'Float') return 1
  if (type === 'Boolean') return true
  return type === 'ID' || type === 'String' ? '' : {}
}
