import { type ASTNode, type DocumentNode, Kind, visit } from 'graphql'
import { badUserInput } from '../errors/errors.ts'

/**
 * No text of PostgreSQL can hold U+0000. A statement that carries one fails with all its other keys, which may belong
 * to another operation of the batch. So the gateway refuses it wherever it could come from: variables and literals.
 */
export function assertStrings(value: unknown): void {
  if (typeof value === 'string' && value.includes('\0')) {
    throw badUserInput('A string holds the character U+0000, which no name here contains. Leave it out.')
  }
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) assertStrings(member)
}

/** The same check for literals in the text of the operation. */
export function assertLiterals(document: DocumentNode): void {
  const text = document.loc?.source.body ?? ''
  // Only an escape or the character itself makes one, so a text with neither is not walked.
  if (/\\u|\0/.test(text)) visit(document, { enter: assertLiteral })
}

const assertLiteral = (node: ASTNode) => assertStrings(node.kind === Kind.STRING ? node.value : undefined)
