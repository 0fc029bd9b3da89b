/**
 * Texts that people search and filter by. No name holds a character that no screen shows, so a question with one was
 * garbled on its way. The client gets an error that says so, and not an empty answer. Mutations refuse their texts
 * themselves, by field.
 */
import { type DocumentNode, Kind, visit } from 'graphql'
import { badUserInput } from '../errors/errors.ts'
import type { Variables } from '../types.ts'
import { findUnreadable } from '../unreadable.ts'
import type { OperationOfDocument } from './createAdmission.ts'

/** Throws BAD_USER_INPUT for a text of a query, literal or variable, that no name can match. */
export type AssertReadable = (variables: Variables) => void

export function readableTexts({
  document,
  operation,
}: Pick<OperationOfDocument, 'document' | 'operation'>): AssertReadable {
  if (operation.operation !== 'query') return () => {}
  let literals: string | undefined
  return (variables) => {
    literals ??= faultOfLiterals(document) ?? ''
    const fault = literals || faultOf(variables)
    if (fault) throw badUserInput(`A text holds the character ${fault}, which no name here contains. Leave it out.`)
  }
}

/** People paste white space into a search. */
const whiteSpace = '\t\n\v\f\r'

function faultOf(value: unknown): string | undefined {
  if (typeof value === 'string') return findUnreadable(value, whiteSpace)
  if (typeof value !== 'object' || value === null) return undefined
  for (const member of Object.values(value)) {
    const fault = faultOf(member)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultOfLiterals(document: DocumentNode): string | undefined {
  const text = document.loc?.source.body ?? ''
  // Only an escape or the character itself makes one, so a text with neither is not walked.
  if (!text.includes('\\u') && findUnreadable(text, whiteSpace) === undefined) return undefined
  let fault: string | undefined
  visit(document, {
    [Kind.STRING]: ({ value }) => {
      fault ??= faultOf(value)
    },
  })
  return fault
}
