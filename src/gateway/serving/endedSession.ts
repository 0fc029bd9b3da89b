/** What a client learns of a token whose session has ended: a header, and the message where a viewer is needed. */
import { GraphQLError } from 'graphql'
import type { RequestScope } from './requestScope.ts'

const message =
  'The session has ended, or never was. Sign in again, and send `Authorization: Bearer` with the new token.'

/** Every error, UNAUTHENTICATED ones with a message that says why the token does not count. */
export function explainEndedSession(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== 'UNAUTHENTICATED') return error
  const { nodes, path, extensions, originalError } = error
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path ?? null,
    extensions,
    originalError: originalError ?? null,
  })
}

/**
 * Only on an answer that may depend on the viewer, because a CDN gives what it keeps to other clients, too. Not if the
 * request itself has begun a session, because the client would forget that one.
 */
export function mentionsEndedSession({ hasEndedSession, effects }: RequestScope, cacheControl: string): boolean {
  return hasEndedSession && typeof effects.sessionCookie !== 'string' && !cacheControl.startsWith('public')
}
