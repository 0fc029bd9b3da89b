/** Sums an answer up in words. Takes texts, as the editor keeps them; what cannot be read is passed over. */
import { field } from './answerFields.ts'

export function describeAnswer(response: string): string {
  const answer = read(response)
  if (answer === undefined) return 'Nothing was run in this tab yet.'
  return [describeErrors(answer.errors), describeSql(answer.extensions)].filter((part) => part !== '').join(' · ')
}

export function describeSchemaProblem(fetchError: string): string {
  const errors = read(fetchError)?.errors
  const first = Array.isArray(errors) ? field(errors[0], 'message') : undefined
  const said = typeof first === 'string' ? first : fetchError
  return `The schema could not be read, so there is no documentation and no completion. ${said}`
}

interface Answer {
  errors: unknown
  extensions: unknown
}

function read(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    return { errors: field(answer, 'errors'), extensions: field(answer, 'extensions') }
  } catch {
    return undefined
  }
}

function describeErrors(errors: unknown): string {
  return Array.isArray(errors) && errors.length > 0 ? counted(errors.length, 'error') : 'No errors'
}

function describeSql(extensions: unknown): string {
  const sql = field(extensions, 'sql')
  const statements = field(sql, 'statements')
  const milliseconds = field(sql, 'milliseconds')
  if (typeof statements !== 'number' || typeof milliseconds !== 'number') return ''
  return `${counted(statements, 'SQL statement')}, ${Number(milliseconds.toFixed(1))} ms in the database`
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
