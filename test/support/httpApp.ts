/** An HTTP server with only the rooms that a test puts in it: no database, no gateway. */
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { type ConnectionTimes, connectionTimes } from '../../src/gateway/http/connectionTimes.ts'
import { createHttpServer } from '../../src/gateway/http/createHttpServer.ts'
import type { LookUpResult } from '../../src/gateway/http/fastPath.ts'
import { readSettings } from '../../src/settings.ts'
import { createSender, type HttpAnswer, type HttpRequest } from './httpGateway.ts'

export interface HttpApp {
  url: string
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

export async function startHttpApp(
  register: (app: FastifyInstance) => void,
  env: Record<string, string> = {},
  lookUp?: LookUpResult,
  times: Partial<ConnectionTimes> = {},
): Promise<HttpApp> {
  const app = await createHttpServer({
    settings: readSettings(env),
    logger: pino({ level: 'silent' }),
    lookUp,
    times: { ...connectionTimes, ...times },
  })
  register(app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, send: createSender(url), close: () => app.close() }
}
