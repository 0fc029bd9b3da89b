/**
 * The HTTP server: what every answer has in common (compression, limits, errors as JSON), and the rooms behind each
 * address. It knows nothing of GraphQL's meaning.
 */
import { randomUUID } from 'node:crypto'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify'
import { GraphQLError } from 'graphql'
import { badUserInput, clientError, type ErrorCode, httpStatus } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { bodyLimitBytes, longestUrl, refusals, refuse, refuseAddress, refuseUnreadable } from './refusals.ts'
import { createUnusedConnections } from './unusedConnections.ts'

const compressAboveBytes = 1024
/** For a request to arrive as a whole: who sends a byte a minute would hold its connection for ever. */
const requestTimeoutMs = 30_000

export async function createHttpServer(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // who is connected while we end is answered, and told to connect anew
    http: { maxHeaderSize: 2 * longestUrl },
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400),
    clientErrorHandler: refuseUnreadable,
  })
  // Text and forms are what a page of any origin may send without asking; only JSON is read, where a room says so.
  app.removeAllContentTypeParsers()
  await app.register(compress, { threshold: compressAboveBytes, encodings: ['br', 'gzip'] })
  await app.register(cookie)
  if (settings.corsOrigins.length > 0) await app.register(cors, { origin: settings.corsOrigins, credentials: true })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    if (request.url.length > longestUrl) refuse(reply, 414)
    else if (request.is404) refuseAddress(app, request, reply)
    else done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Else the connection of an answer that was under way stays open, and the process with it.
    if (!app.server.listening) reply.header('connection', 'close')
    // Said to keep bytes from being compressed again; as a header it says nothing.
    if (reply.getHeader('content-encoding') === 'identity') reply.removeHeader('content-encoding')
    done()
  })
  const unused = createUnusedConnections(app.server)
  app.addHook('preClose', async () => unused.destroy())
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof GraphQLError)
      return refuse(reply, httpStatus(String(error.extensions.code) as ErrorCode), error)
    const status = error.statusCode ?? 500
    // A connection that closes under a client that is still sending shows it a broken pipe in place of the answer.
    if (status === 413) reply.removeHeader('connection')
    if (status < 500) return refuse(reply, status, badUserInput(refusals[status] ?? error.message))
    const errorId = randomUUID()
    request.log.error({ errorId, error }, 'A request failed.')
    const message = `Something went wrong on our side. When you report it, name the error ${errorId}.`
    return refuse(reply, 500, clientError('INTERNAL_SERVER_ERROR', message, { extensions: { errorId } }))
  })
  return app
}
