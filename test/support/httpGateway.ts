/**
 * A gateway as an HTTP client sees it. Nothing is added to what a test sends. A test can look at every part of each
 * answer and at every logged line.
 */
import http from 'node:http'
import { PassThrough } from 'node:stream'
import { pino } from 'pino'
import { startServer } from '../../src/server.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDatabase } from './database.ts'
import { type GatewayOptions, type GraphQLAnswer, withoutCache } from './harness.ts'

type Headers = Record<string, string>

export interface HttpRequest {
  method?: string
  path?: string
  headers?: Headers
  body?: string | Buffer
}

export interface HttpAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
  /** The body as GraphQL; throws when it is none. */
  graphql: GraphQLAnswer
  /** The code of its first error */
  code: string | undefined
}

export interface HttpGateway {
  url: string
  databaseUrl: string
  send(request: HttpRequest): Promise<HttpAnswer>
  /** A body is sent as JSON unless it is a string. */
  post(body: unknown, headers?: Headers): Promise<HttpAnswer>
  /** Objects travel as JSON. */
  get(parameters: Record<string, unknown>, headers?: Headers): Promise<HttpAnswer>
  /** What was logged so far */
  logged(): Record<string, unknown>[]
  stop(): Promise<void>
}

export async function startHttpGateway({ env, databaseUrl, prepare }: GatewayOptions = {}): Promise<HttpGateway> {
  const database = databaseUrl === undefined ? await freshDatabase() : { url: databaseUrl, drop: async () => {} }
  await prepare?.(database.url)
  const lines: string[] = []
  const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
  const settings = readSettings({ PORT: '0', DATABASE_URL: database.url, ...withoutCache, ...env })
  const log = pino({ level: settings.logLevel, serializers: { error: pino.stdSerializers.err } }, stream)
  const server = await startServer(settings, log)
  const send = createSender(server.url)
  return {
    url: server.url,
    databaseUrl: database.url,
    send,
    post: (body, headers) =>
      send({
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (parameters, headers = {}) => send({ path: `/graphql?${searchOf(parameters)}`, headers }),
    logged: () => lines.map((line) => JSON.parse(line)),
    async stop() {
      await server.close()
      await database.drop()
    },
  }
}

function searchOf(parameters: Record<string, unknown>): URLSearchParams {
  const entries = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(entries)
}

/** Sends requests to this address, to `/graphql` unless the request gives another path. */
export function createSender(url: string) {
  return async ({ method = 'GET', path = '/graphql', headers = {}, body }: HttpRequest): Promise<HttpAnswer> => {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const { hostname, port } = new URL(url)
    http.request({ hostname, port, method, path, headers }, resolve).on('error', reject).end(body)
    const response = await promise
    const received = Buffer.concat(await response.toArray())
    const answer: HttpAnswer = {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: received,
      get graphql(): GraphQLAnswer {
        return JSON.parse(received.toString())
      },
      get code() {
        return answer.graphql.errors?.[0]?.extensions.code
      },
    }
    return answer
  }
}
