/** What a list shows of an operation beside its name, read from its text. */
import { type Token, TokenKind } from 'graphql'
import { readOperation } from './requiredVariables.ts'

export interface OperationDescription {
  /** query, mutation or subscription; undefined when the text cannot be read */
  kind: string | undefined
  /** From the comment in front of it; empty when it has none. */
  description: string
}

export function describeOperation(text: string): OperationDescription {
  const operation = readOperation(text)
  return { kind: operation?.operation, description: commentBefore(operation?.loc?.startToken) }
}

function commentBefore(token: Token | undefined): string {
  const lines: string[] = []
  for (let before = token?.prev; before?.kind === TokenKind.COMMENT; before = before.prev) {
    lines.unshift(before.value.trim())
  }
  return lines.join(' ')
}
