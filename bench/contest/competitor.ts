/** A GraphQL server that can be started, asked and checked: ours or a peer. */
import { join } from 'node:path'
import { admin, type BenchDatabase } from '../database/benchDatabase.ts'
import { ask } from '../measure/ask.ts'
import { type ServerProcess, startServer } from '../measure/serverProcess.ts'
import type { Peer } from '../peers/index.ts'
import { compax, dataFolder, runFolder } from '../places.ts'
import { record } from '../works/reading.ts'
import type { DialectName, Json, Variables } from '../works/work.ts'
import { graphqlPath, graphqlRequest, jsonHeaders, writeOperations } from './operations.ts'

export interface Competitor {
  name: string
  dialect: DialectName
  /** Its process, on this database: the real one, or a tap in front of it */
  start(databaseUrl: string): Promise<ServerProcess>
  /** What every request to it carries, once it runs */
  headers(server: ServerProcess): Promise<Record<string, string>>
}

export const databaseUrlOf = ({ name }: Competitor, database: BenchDatabase): string =>
  name === 'ours' || name === earlier ? database.url : database.peerUrl

/** Through its real command line. Asked as an admin, so that nothing is hidden, and past its response cache. */
export function ours(env: Record<string, string> = {}, { name = 'ours', program = compax } = {}): Competitor {
  return {
    name,
    dialect: 'relay',
    start: (databaseUrl) =>
      startServer({
        name: 'compax serve',
        command: [program, 'serve'],
        env: { DATABASE_URL: databaseUrl, DATA_DIR: join(dataFolder, `serve-${name}`), LOG_LEVEL: 'error', ...env },
        readyPath: '/readyz',
      }),
    headers: async (server) => ({ authorization: `Bearer ${await signIn(server)}`, 'cache-control': 'no-cache' }),
  }
}

/** The name under which another checkout of the product takes part. */
export const earlier = 'before'

export const oursBefore = (folder: string, env: Record<string, string> = {}): Competitor =>
  ours(env, { name: earlier, program: join(folder, 'src/bin/compax.js') })

export const competitorOf = (peer: Peer, more: Record<string, string> = {}): Competitor => ({
  name: peer.name,
  dialect: peer.dialect,
  start: async (databaseUrl) => {
    const operations = await writeOperations(join(runFolder, `${peer.dialect}.json`), peer.dialect)
    const env = { DATABASE_URL: databaseUrl, OPERATIONS: operations, ...more }
    return startServer({ name: peer.name, command: [peer.entry], env })
  },
  headers: async () => ({}),
})

/** Tells it the text, for servers that learn it from the first request; others take it as any request. */
export async function register(
  server: ServerProcess,
  operation: string,
  { variables, headers }: Asking,
): Promise<void> {
  await ask(server.origin, graphqlRequest(operation, variables, { headers, withText: true }))
}

export interface Asking {
  variables: Variables
  headers: Record<string, string>
}

/** The data of an answer by hash; anything but data is an error. */
export async function dataOf(server: ServerProcess, operation: string, asking: Asking): Promise<Json> {
  const { status, text } = await ask(server.origin, graphqlRequest(operation, asking.variables, asking))
  const { data, errors } = record(JSON.parse(text))
  if (status !== 200 || data === undefined || data === null || errors !== undefined) {
    throw new Error(`${server.name} answered ${status}: ${text.slice(0, 500)}`)
  }
  return data
}

/** The token of a session. */
export async function signIn(server: ServerProcess, { username, password } = admin): Promise<string> {
  const query = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`
  const variables = { input: { login: username, password } }
  const { text } = await ask(server.origin, {
    method: 'POST',
    path: graphqlPath,
    headers: jsonHeaders,
    body: JSON.stringify({ query, variables }),
  })
  const { token } = record(record(record(JSON.parse(text)).data).signIn)
  if (typeof token !== 'string') throw new Error(`Signing in to ours was answered: ${text.slice(0, 500)}`)
  return token
}
