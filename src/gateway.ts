/** The itinerary of a request, from its operations to their answers; each station is told what it needs to know. */
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql'
import { GraphQLError } from 'graphql'
import { createPasswords } from './accounts/passwords.ts'
import { type FoundSession, findSession } from './accounts/sessions.ts'
import { admit, type CostBudget } from './admission/admit.ts'
import { createAdmission } from './admission/createAdmission.ts'
import { assertNesting } from './admission/nesting.ts'
import { admitProvenance } from './admission/trustedDocuments.ts'
import { createTurns, type Turn } from './admission/turns.ts'
import type { Context } from './context.ts'
import type { Read } from './database/sql.ts'
import type { Transact } from './database/writer.ts'
import { createLoaders, type Loaders, resolvers, rules } from './entities/index.ts'
import { badUserInput, clientError } from './errors.ts'
import { createErrorFormatter, type LogError } from './execution/clientErrors.ts'
import { columnNeeds } from './execution/columnNeeds.ts'
import { createCompiledOperations } from './execution/compiled/compiledOperations.ts'
import type { Result } from './execution/compiled/execution.ts'
import { createExecutableSchema } from './execution/executableSchema.ts'
import { readSchema } from './execution/loadSchema.ts'
import { resultAnswer } from './execution/resultAnswer.ts'
import { scalars } from './execution/scalars.ts'
import { createTextDoor, type ReadyOperation } from './execution/textDoor.ts'
import { type Answer, batchAnswer, errorAnswer } from './http/answer.ts'
import { readParameters } from './http/graphqlRequest.ts'
import type { MediaType } from './http/mediaType.ts'
import { createLoaderScope, type LoaderScope, type SqlMeter } from './loaders/scope.ts'
import {
  createPersistedOperations,
  type KnownOperation,
  type RegisteredOperation,
} from './operations/persistedOperations.ts'
import type { Settings } from './settings.ts'

export interface GatewayRequest {
  method: 'GET' | 'POST'
  /** The session's token, if the request came with one */
  token: string | undefined
  /** Where it came from, as far as the proxies in front are trusted */
  address: string
  /** Of the answer */
  mediaType: MediaType
  /** One request, or an array of them */
  body: unknown
}

export interface Gateway {
  schema: GraphQLSchema
  answer(request: GatewayRequest): Promise<GatewayAnswer>
  close(): Promise<void>
}

export interface GatewayAnswer extends Answer {
  sql: SqlMeter
  /** A token to set as the session cookie, null to take the cookie away */
  sessionCookie?: string | null
}

export interface GatewayDependencies {
  settings: Settings
  read: Read
  transact: Transact
  registered: RegisteredOperation[]
  logError: LogError
  /** Told of each unregistered operation while TRUSTED_DOCUMENTS is `log` */
  logUnregistered(hash: string): void
}

/** What the entries of one request share. */
interface Visit {
  request: GatewayRequest
  found: FoundSession | undefined
  scope: LoaderScope
  loaders(meter: SqlMeter): Loaders
  isAlone: boolean
  budget: CostBudget
  sessionCookie?: string | null
}

export async function createGateway(deps: GatewayDependencies): Promise<Gateway> {
  const { settings } = deps
  const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
  const operations = createPersistedOperations({
    registered: deps.registered,
    recognise: settings.trustedDocuments !== 'off',
  })
  const compiled = createCompiledOperations({
    schema,
    registered: deps.registered,
    extend: ({ document, operation }) => ({
      admit: createAdmission({ schema, document, operation }, settings),
      // What a mutation does looks at rows in its own ways.
      needs: operation.operation === 'query' ? columnNeeds(schema, document) : undefined,
    }),
  })
  const formatError = createErrorFormatter(deps.logError)
  const passwords = createPasswords()
  const door = await createTextDoor({
    schema,
    introspection: settings.sandbox,
    sqlExtension: !settings.production,
    formatError,
  })

  async function answer(request: GatewayRequest): Promise<GatewayAnswer> {
    const entries = Array.isArray(request.body) ? request.body : [request.body]
    const refused = batchError(entries.length, settings.maxBatchSize)
    if (refused !== undefined) return { ...refusal(refused, request.mediaType), sql: noSql() }
    const scope = createLoaderScope(deps.read, { viewer: () => visit.found?.viewer ?? null })
    const meters = entries.map(noSql)
    const visit: Visit = {
      request,
      found: request.token === undefined ? undefined : await lookUp(request.token, scope, meters[0]),
      scope,
      loaders: createLoaders(scope),
      isAlone: entries.length === 1,
      budget: { remaining: settings.maxCost },
    }
    const turns = createTurns(entries.length)
    const answers = await Promise.all(
      entries.map((entry, index) => answerEntry(visit, entry, turns[index] as Turn, meters[index] as SqlMeter)), // one each
    )
    const [only] = answers
    const answered = only !== undefined && !Array.isArray(request.body) ? only : batchAnswer(answers, request.mediaType)
    return {
      ...answered,
      sql: sumOf(meters),
      ...(visit.sessionCookie === undefined ? {} : { sessionCookie: visit.sessionCookie }),
    }
  }

  async function answerEntry(visit: Visit, entry: unknown, turn: Turn, sql: SqlMeter): Promise<Answer> {
    const { mediaType } = visit.request
    try {
      const { variables, operationName, ...reference } = readParameters(entry)
      const known = admitProvenance(operations.resolve(reference), settings.trustedDocuments, deps.logUnregistered)
      const operation = compiled.find(known, operationName)
      const prepared = operation?.prepare(variables ?? {})
      if (operation !== undefined && prepared !== undefined) {
        assertMethod(visit.request.method, operation)
        const admit = () => operation.admit(prepared.variables, visit.budget)
        // Loaders that others share have to bring what the others use.
        if (visit.isAlone) visit.scope.needs = operation.needs
        const result = (await refusedInTurn(turn, admit)) ?? (await prepared.run(createContext(visit, sql)))
        operations.remember(known)
        return resultAnswer(result, { mediaType, formatError, extensions: settings.production ? undefined : { sql } })
      }
      assertNesting(known.text)
      const admit = (ready: ReadyOperation) => admitInTurn(visit, known, ready, turn)
      const context = Object.assign(createContext(visit, sql), { admit })
      return await door.answer({ query: known.text, variables, operationName }, mediaType, context)
    } catch (error) {
      return refusal(error, mediaType, sql)
    } finally {
      turn.pass()
    }
  }

  function createContext(visit: Visit, sql: SqlMeter): Context {
    return {
      viewer: visit.found?.viewer ?? null,
      session: visit.found?.session ?? null,
      loaders: visit.loaders(sql),
      sql,
      address: visit.request.address,
      settings,
      passwords,
      transact: (work) => deps.transact(work, sql),
      // Of whichever context it is called on: the door gives resolvers a copy.
      refresh() {
        this.loaders = createLoaders(createLoaderScope(deps.read, { viewer: () => this.viewer }))(sql)
      },
      setSessionCookie: (token) => {
        visit.sessionCookie = token
      },
      met: () => {},
    }
  }

  async function admitInTurn(visit: Visit, known: KnownOperation, ready: ReadyOperation, turn: Turn): Promise<void> {
    assertMethod(visit.request.method, ready)
    await turn.mine
    admit(ready, visit.budget, settings)
    turn.pass()
    operations.remember(known)
    compiled.noteValid(known)
  }

  function refusal(error: unknown, mediaType: MediaType, sql = noSql()): Answer {
    const known = error instanceof GraphQLError && error.extensions.code !== undefined
    const extensions = settings.production ? undefined : { sql }
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
function assertMethod(method: 'GET' | 'POST', { operation }: Pick<ReadyOperation, 'operation'>): void {
  if (method === 'POST' || operation.operation === 'query') return
  throw clientError('BAD_USER_INPUT', `A ${operation.operation} is sent by POST; GET is for queries.`, {
    extensions: { http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  })
}

/** The errors of an operation that may not run, if it may not. */
async function refusedInTurn(turn: Turn, admit: () => void): Promise<Result | undefined> {
  await turn.mine
  try {
    admit()
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return { data: undefined, errors: [error] }
    throw error
  } finally {
    turn.pass()
  }
}

/** Whoever asks first pays for finding out who asks. */
const lookUp = (token: string, scope: LoaderScope, meter = noSql()) => findSession(token, scope, meter)

const noSql = (): SqlMeter => ({ statements: 0, milliseconds: 0 })

const sumOf = (meters: SqlMeter[]): SqlMeter => ({
  statements: meters.reduce((sum, { statements }) => sum + statements, 0),
  milliseconds: meters.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
})
