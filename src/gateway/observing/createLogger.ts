import type { FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import pretty from 'pino-pretty'

export interface LoggerSettings {
  logLevel: string
  production: boolean
}

/** Lines for people on a terminal, JSON everywhere else. */
export function createLogger({ logLevel, production }: LoggerSettings, stream: NodeJS.WriteStream): FastifyBaseLogger {
  const options = { level: logLevel, serializers: { error: pino.stdSerializers.err } }
  if (production || !stream.isTTY) return pino(options, stream)
  return pino(options, pretty({ destination: stream, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }))
}
