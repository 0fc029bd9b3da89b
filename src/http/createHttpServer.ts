/**
 * The HTTP server: what every answer has in common (compression, limits, errors as JSON), and the rooms behind each
 * address. It knows nothing of GraphQL's meaning.
 */
import { randomUUID } from 'node:crypto'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import { GraphQLError } from 'graphql'
import { badUserInput, clientError, httpStatus } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { errorAnswer } from './answer.ts'

const bodyLimitBytes = 1024 * 1024
const longestUrl = 16 * 1024
const compressAboveBytes = 1024

export async function createHttpServer(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: 2 * longestUrl },
  })
  await app.register(compress, { threshold: compressAboveBytes, encodings: ['br', 'gzip'] })
  if (settings.corsOrigins.length > 0) await app.register(cors, { origin: settings.corsOrigins, credentials: true })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    if (request.url.length <= longestUrl) return done()
    refuse(reply, 414, badUserInput(`The URL may have ${longestUrl} characters. Send the operation by POST.`))
  })
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, 404, badUserInput('There is nothing at this address. GraphQL is at /graphql.')),
  )
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof GraphQLError) return refuse(reply, httpStatus('BAD_USER_INPUT'), error)
    const status = error.statusCode ?? 500
    if (status < 500) return refuse(reply, status, badUserInput(messages[status] ?? error.message))
    const errorId = randomUUID()
    request.log.error({ errorId, error }, 'A request failed.')
    refuse(
      reply,
      500,
      clientError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.', { extensions: { errorId } }),
    )
  })
  return app
}

const messages: Record<number, string> = {
  413: `The body may have ${bodyLimitBytes} bytes. Ask for less at once.`,
  415: 'Send the operation as JSON, with `Content-Type: application/json`.',
}

/** Errors of transport, in the shape of GraphQL's, since that is what a client at any of our addresses reads. */
function refuse(reply: FastifyReply, status: number, error: GraphQLError): void {
  const { headers, body } = errorAnswer(error, reply.request.headers.accept)
  reply.code(status).headers(Object.fromEntries(headers)).send(body)
}
