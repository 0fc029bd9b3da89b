/** A gateway of its own for a test: real HTTP, a database cloned from the template, and what each request took from it. */
import { pino } from 'pino'
import { type RunningServer, startServer } from '../../src/server.ts'
import { readSettings, type Settings } from '../../src/settings.ts'
import { freshDatabase } from './database.ts'
import { type Execute, executeAt, type GraphQLAnswer } from './execute.ts'

export type { GraphQLAnswer } from './execute.ts'

/**
 * What a test writes past the gateway is seen within milliseconds of its commit, and not at once: only tests of the cache
 * itself wait for that.
 */
export const withoutCache = { CACHE_MEMORY_MB: '0' }

export interface TestGateway {
  url: string
  databaseUrl: string
  execute: Execute
  /** The same, for its data: throws when there are errors. */
  data(query: string, variables?: object): Promise<NonNullable<GraphQLAnswer['data']>>
  /** How many SQL statements the last `execute` took */
  statements(): number
  stop(): Promise<void>
}

export interface GatewayOptions {
  /** The environment that settings are read from; nothing of the machine's own is */
  env?: Record<string, string>
  /** A database to use in place of a new one; it is not dropped */
  databaseUrl?: string
  /** Puts rows in before the gateway starts */
  prepare?(url: string): Promise<void>
}

export async function startGateway({ env = {}, databaseUrl, prepare }: GatewayOptions = {}): Promise<TestGateway> {
  const database = databaseUrl === undefined ? await freshDatabase() : { url: databaseUrl, drop: async () => {} }
  await prepare?.(database.url)
  const settings: Settings = readSettings({
    PORT: '0',
    DATABASE_URL: database.url,
    LOG_LEVEL: 'silent',
    ...withoutCache,
    ...env,
  })
  const server = await startServer(settings, pino({ level: settings.logLevel }))
  return gatewayOn(server, database)
}

function gatewayOn(server: RunningServer, database: { url: string; drop(): Promise<void> }): TestGateway {
  let lastStatements = 0
  const send = executeAt(server.url)
  const execute: Execute = async (query, variables, headers) => {
    const answer = await send(query, variables, headers)
    lastStatements = answer.extensions?.sql?.statements ?? 0
    return answer
  }
  return {
    url: server.url,
    databaseUrl: database.url,
    execute,
    async data(query, variables) {
      const { data, errors } = await execute(query, variables)
      if (errors !== undefined) throw new Error(JSON.stringify(errors, null, 2))
      return data
    },
    statements: () => lastStatements,
    async stop() {
      await server.close()
      await database.drop()
    },
  }
}
