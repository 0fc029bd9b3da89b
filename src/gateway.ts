/** The itinerary of a request, from its operations to their answers; each station is told what it needs to know. */
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql'
import { GraphQLError } from 'graphql'
import { admit, type CostBudget } from './admission/admit.ts'
import { assertNesting } from './admission/nesting.ts'
import { admitProvenance } from './admission/trustedDocuments.ts'
import { createTurns, type Turn } from './admission/turns.ts'
import type { Read } from './database/sql.ts'
import { createLoaders, type Loaders, resolvers, rules } from './entities/index.ts'
import { badUserInput, clientError } from './errors.ts'
import { createErrorFormatter, type LogError } from './execution/clientErrors.ts'
import { createExecutableSchema } from './execution/executableSchema.ts'
import { readSchema } from './execution/loadSchema.ts'
import { scalars } from './execution/scalars.ts'
import { createTextDoor, type ReadyOperation } from './execution/textDoor.ts'
import { type Answer, batchAnswer, errorAnswer } from './http/answer.ts'
import { readParameters } from './http/graphqlRequest.ts'
import type { MediaType } from './http/mediaType.ts'
import { createLoaderScope, type SqlMeter } from './loaders/scope.ts'
import {
  createPersistedOperations,
  type KnownOperation,
  type RegisteredOperation,
} from './operations/persistedOperations.ts'
import type { Settings } from './settings.ts'

export interface GatewayRequest {
  method: 'GET' | 'POST'
  /** Of the answer */
  mediaType: MediaType
  /** One request, or an array of them */
  body: unknown
}

export interface Gateway {
  schema: GraphQLSchema
  answer(request: GatewayRequest): Promise<Answer & { sql: SqlMeter }>
  close(): Promise<void>
}

export interface GatewayDependencies {
  settings: Settings
  read: Read
  registered: RegisteredOperation[]
  logError: LogError
  /** Told of each unregistered operation while TRUSTED_DOCUMENTS is `log` */
  logUnregistered(hash: string): void
}

/** What the entries of one request share. */
interface Visit {
  request: GatewayRequest
  loaders(meter: SqlMeter): Loaders
  budget: CostBudget
}

export async function createGateway(deps: GatewayDependencies): Promise<Gateway> {
  const { settings } = deps
  const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
  const operations = createPersistedOperations({
    registered: deps.registered,
    recognise: settings.trustedDocuments !== 'off',
  })
  const formatError = createErrorFormatter(deps.logError)
  const door = await createTextDoor({
    schema,
    introspection: settings.sandbox,
    sqlExtension: !settings.production,
    formatError,
  })

  async function answer(request: GatewayRequest): Promise<Answer & { sql: SqlMeter }> {
    const entries = Array.isArray(request.body) ? request.body : [request.body]
    const refused = batchError(entries.length, settings.maxBatchSize)
    if (refused !== undefined) return { ...refusal(refused, request.mediaType), sql: noSql() }
    const scope = createLoaderScope(deps.read)
    const visit = { request, loaders: createLoaders(scope), budget: { remaining: settings.maxCost } }
    const turns = createTurns(entries.length)
    const answers = await Promise.all(
      entries.map((entry, index) => answerEntry(visit, entry, turns[index] as Turn)), // a turn for each entry
    )
    const [only] = answers
    const sql = sumOf(answers.map((one) => one.sql))
    return only !== undefined && !Array.isArray(request.body)
      ? only
      : { ...batchAnswer(answers, request.mediaType), sql }
  }

  async function answerEntry(visit: Visit, entry: unknown, turn: Turn): Promise<Answer & { sql: SqlMeter }> {
    const { mediaType } = visit.request
    const sql = noSql()
    try {
      const { variables, operationName, ...reference } = readParameters(entry)
      const known = admitProvenance(operations.resolve(reference), settings.trustedDocuments, deps.logUnregistered)
      assertNesting(known.text)
      const context = {
        viewer: null,
        loaders: visit.loaders(sql),
        sql,
        admit: (ready: ReadyOperation) => admitInTurn(visit, known, ready, turn),
      }
      return { ...(await door.answer({ query: known.text, variables, operationName }, mediaType, context)), sql }
    } catch (error) {
      return { ...refusal(error, mediaType), sql }
    } finally {
      turn.pass()
    }
  }

  async function admitInTurn(visit: Visit, known: KnownOperation, ready: ReadyOperation, turn: Turn): Promise<void> {
    assertMethod(visit.request.method, ready)
    await turn.mine
    admit(ready, visit.budget, settings)
    turn.pass()
    operations.remember(known)
  }

  function refusal(error: unknown, mediaType: MediaType): Answer {
    const known = error instanceof GraphQLError && error.extensions.code !== undefined
    const extensions = settings.production ? undefined : { sql: noSql() }
    if (known) return errorAnswer(error, mediaType, extensions)
    const formatted: GraphQLFormattedError = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    const { message, extensions: shown } = formatError(formatted, error)
    return errorAnswer(new GraphQLError(message, { extensions: shown ?? {} }), mediaType, extensions)
  }

  return { schema, answer, close: () => door.close() }
}

function batchError(size: number, maxBatchSize: number): GraphQLError | undefined {
  if (size === 0) return badUserInput('An array of requests must have at least one.')
  if (size <= maxBatchSize) return undefined
  return clientError('BATCH_TOO_LARGE', `A batch holds at most ${maxBatchSize} requests; this one has ${size}.`)
}

/** What changes something must not be a link that somebody follows. */
function assertMethod(method: 'GET' | 'POST', { operation }: ReadyOperation): void {
  if (method === 'POST' || operation.operation === 'query') return
  throw clientError('BAD_USER_INPUT', `A ${operation.operation} is sent by POST; GET is for queries.`, {
    extensions: { http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  })
}

const noSql = (): SqlMeter => ({ statements: 0, milliseconds: 0 })

const sumOf = (meters: SqlMeter[]): SqlMeter => ({
  statements: meters.reduce((sum, { statements }) => sum + statements, 0),
  milliseconds: meters.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
})
