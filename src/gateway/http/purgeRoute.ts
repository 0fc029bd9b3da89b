/** `POST /cache/purge`: forgets answers in every gateway, and answers when no gateway serves them any more. */
import type { FastifyInstance } from 'fastify'
import { GraphQLError } from 'graphql'
import { clientAddress } from './clientAddress.ts'
import { parseJson } from './graphqlRequest.ts'
import { operatorsOnly } from './operatorAccess.ts'
import { type PurgeWords, readPurge } from './purgeRequest.ts'

export interface PurgeRouteOptions extends PurgeWords {
  token: string | undefined
  /** Resolves when no gateway serves an answer that had one of these tags. */
  purge(tags: readonly number[]): Promise<void>
}

export function registerPurgeRoute(app: FastifyInstance, { token, purge, ...words }: PurgeRouteOptions): void {
  const onRequest = operatorsOnly({ token, setting: 'PURGE_TOKEN' })
  app.register(async (scope) => {
    // Only JSON, which a page of another origin cannot send unasked. The parsers of other routes do not count here.
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) =>
      parseJson(body, 'The body'),
    )
    scope.post('/cache/purge', { onRequest }, async (request, reply) => {
      const { described, tags } = readPurge(request.body, words)
      try {
        await purge(tags)
      } catch (error) {
        const isUnavailable = error instanceof GraphQLError && error.extensions.code === 'SERVICE_UNAVAILABLE'
        if (isUnavailable) reply.header('retry-after', '1')
        throw error
      }
      request.log.info({ purged: described, address: clientAddress(request) }, 'Answers were purged.')
      return { purged: described }
    })
  })
}
