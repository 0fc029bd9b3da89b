/**
 * The HTTP server: what every answer has in common (compression, limits, errors as JSON), and the routes behind each
 * address. It knows nothing of GraphQL's meaning.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
  type RequestPayload,
} from 'fastify'
import { GraphQLError } from 'graphql'
import { badUserInput, clientError, type ErrorCode, httpStatus } from '../errors/errors.ts'
import { isTrustedProxy } from './clientAddress.ts'
import { type ConnectionTimes, connectionTimes, endStalled, serverTimes } from './connectionTimes.ts'
import { encodingFault, nameEncoding } from './encodedBody.ts'
import { createFastPath, type LookUpResult } from './fastPath.ts'
import { hasOneHost, refuseHosts } from './hostHeader.ts'
import { bodyLimitBytes, maxUrl, refusals, refuse, refuseAddress, refuseUnreadable } from './refusals.ts'
import { createUnusedConnections } from './unusedConnections.ts'

/** Headers that a page of another origin may read, besides those that every page may read */
const exposedHeaders = 'Age, Cache-Status, Compax-Session, ETag, Retry-After'
const compressAboveBytes = 1024

interface HttpSettings {
  corsOrigins: string[]
  /** Addresses of the proxies whose `X-Forwarded-For` counts */
  trustProxy: string[]
}

export interface HttpServerOptions {
  settings: HttpSettings
  logger: FastifyBaseLogger
  /** For requests that are answered before the router */
  lookUp?: LookUpResult | undefined
  times?: ConnectionTimes
}

export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { settings, logger, lookUp, times = connectionTimes } = options
  const hasCors = settings.corsOrigins.length > 0
  const bodies = new WeakMap<IncomingMessage, Buffer>()
  const app = Fastify({
    serverFactory: serverFactory({ lookUp, hasCors, bodies, times }),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // An error has an id of its own, so no logger is made for each request to give it another.
    childLoggerFactory: () => logger,
    bodyLimit: bodyLimitBytes,
    trustProxy: settings.trustProxy.length > 0 ? isTrustedProxy(settings.trustProxy) : false,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // a client connected during shutdown is answered, and must then connect anew
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400),
    clientErrorHandler: refuseUnreadable,
  })
  // A page of any origin may send text and forms without asking. So only JSON is read, where a route says so.
  app.removeAllContentTypeParsers()
  await app.register(compress, { threshold: compressAboveBytes, encodings: ['br', 'gzip'] })
  await app.register(cookie)
  if (hasCors) {
    await app.register(cors, { origin: settings.corsOrigins, credentials: true, exposedHeaders })
  }

  app.addHook('onRequest', (request, reply, done) => {
    nameEncoding(request.headers)
    reply.header('x-content-type-options', 'nosniff')
    if (request.url.length > maxUrl) refuse(reply, 414)
    else if (request.is404) refuseAddress(app, request, reply)
    else done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Otherwise the connection of an answer that was under way stays open, and the process with it.
    if (!app.server.listening) reply.header('connection', 'close')
    done()
  })
  app.addHook('preParsing', (request, _reply, payload, done) =>
    done(null, readAgain(bodies.get(request.raw)) ?? payload),
  )
  const unused = createUnusedConnections(app.server)
  app.addHook('preClose', async () => unused.destroy())
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof GraphQLError)
      return refuse(reply, httpStatus(String(error.extensions.code) as ErrorCode), error)
    const status = error.statusCode ?? 500
    // If the connection closes while the client is still sending, the client sees a broken pipe in place of the answer.
    if (status === 413) reply.removeHeader('connection')
    const told = encodingFault(error, request.headers) ?? refusals[status] ?? error.message
    if (status < 500) return refuse(reply, status, badUserInput(told))
    const errorId = randomUUID()
    request.log.error({ errorId, method: request.method, path: request.routeOptions.url, error }, 'A request failed.')
    const message = `Something went wrong on our side. When you report it, name the error ${errorId}.`
    return refuse(reply, 500, clientError('INTERNAL_SERVER_ERROR', message, { extensions: { errorId } }))
  })
  return app
}

interface FactoryOptions {
  lookUp: LookUpResult | undefined
  hasCors: boolean
  /** Bodies that were read before the router */
  bodies: WeakMap<IncomingMessage, Buffer>
  times: ConnectionTimes
}

function serverFactory({ lookUp, hasCors, bodies, times }: FactoryOptions) {
  return (router: (request: IncomingMessage, response: ServerResponse) => void): Server => {
    const fastPath = createFastPath({
      lookUp: (raw, request) => (server.listening ? lookUp?.(raw, request) : undefined),
      exposedHeaders: hasCors ? exposedHeaders : undefined,
      next(request, response, body) {
        if (body !== undefined) bodies.set(request, body)
        router(request, response)
      },
    })
    const limits = { ...serverTimes(times), maxHeaderSize: 2 * maxUrl }
    // Node's own refusal has no body.
    const server = createServer({ ...limits, requireHostHeader: false }, (request, response) =>
      hasOneHost(request) ? fastPath(request, response) : refuseHosts(response),
    )
    endStalled(server, times)
    return server
  }
}

function readAgain(body: Buffer | undefined): RequestPayload | undefined {
  return body && Object.assign(Readable.from([body]), { receivedEncodedLength: body.length })
}
