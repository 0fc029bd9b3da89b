/**
 * The texts of registered operations: each as it is registered, and as it is sent by clients that add no `__typename`
 * (Relay's, graphql-request, curl) or that were released before it was added.
 */
import { hash } from 'node:crypto'
import { parse, print } from 'graphql'
import { withoutTypenames } from './typenames.ts'

export interface RegisteredText {
  /** SHA-256 of `text`, hexadecimal */
  hash: string
  text: string
  name: string
}

/** If two texts are the same, the later counts: the one that is registered as it stands. */
export function registeredTexts(registered: readonly { id: string; name: string; body: string }[]): RegisteredText[] {
  const plain = registered.map(({ name, body }) => {
    const text = print(withoutTypenames(parse(body)))
    return { hash: hash('sha256', text), text, name }
  })
  return [...plain, ...registered.map(({ id, name, body }) => ({ hash: id, text: body, name }))]
}

/** The hashes of each text that answers as the operation of this name. */
export const hashesNamed = (registered: Parameters<typeof registeredTexts>[0], name: string): string[] => [
  ...new Set(registeredTexts(registered.filter((operation) => operation.name === name)).map(({ hash }) => hash)),
]
