import { clientError, persistedQueryNotFound } from '../errors/errors.ts'
import type { TrustedDocuments } from '../types.ts'

/** Where an operation comes from, and its text if one is known. */
export type Provenance =
  | { origin: 'registered' | 'remembered' | 'text'; hash: string; text: string }
  | { origin: 'unknown'; hash: string; sentAs: 'hash' | 'documentId' }

/**
 * Refuses or reports an operation that is not registered, before its text is even parsed. Returns an operation that has
 * a text. A hash without a text is PERSISTED_QUERY_NOT_FOUND, which makes the client send the text.
 */
export function admitProvenance<P extends Provenance>(
  operation: P,
  mode: TrustedDocuments,
  tell: (hash: string) => void,
): Extract<P, { text: string }> {
  if (operation.origin === 'registered') return operation as Extract<P, { text: string }> // as its origin says
  if (mode === 'enforce') {
    throw clientError(
      'OPERATION_NOT_REGISTERED',
      'Only registered operations are answered here. Have this one registered.',
    )
  }
  if (operation.origin === 'unknown') {
    // Apollo's protocol asks with 200; a named document that does not exist is 404.
    throw persistedQueryNotFound(operation.sentAs === 'hash' ? 200 : 404)
  }
  if (mode === 'log') tell(operation.hash)
  return operation as Extract<P, { text: string }>
}
