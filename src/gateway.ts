/** The itinerary of a request, from its operations to their answers; each station is told what it needs to know. */
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql'
import { GraphQLError } from 'graphql'
import { createPasswords } from './accounts/passwords.ts'
import { rememberSessions } from './accounts/rememberedSessions.ts'
import { admit } from './admission/admit.ts'
import { createLargeOperations } from './admission/largeOperations.ts'
import { assertNesting } from './admission/nesting.ts'
import { admitProvenance } from './admission/trustedDocuments.ts'
import { createTurns, type Turn } from './admission/turns.ts'
import { resolvers, rules } from './entities/index.ts'
import { createErrorFormatter, type LogError } from './execution/clientErrors.ts'
import { createCompiledOperations } from './execution/compiled/compiledOperations.ts'
import { createExecutableSchema } from './execution/executableSchema.ts'
import { readSchema } from './execution/loadSchema.ts'
import { resultAnswer } from './execution/resultAnswer.ts'
import { scalars } from './execution/scalars.ts'
import { createTextDoor, type ReadyOperation } from './execution/textDoor.ts'
import { type Answer, batchAnswer, errorAnswer } from './http/answer.ts'
import type { FindKept } from './http/frontDoor.ts'
import { readParameters } from './http/graphqlRequest.ts'
import type { MediaType } from './http/mediaType.ts'
import { createLoaderScope, type SqlMeter } from './loaders/scope.ts'
import {
  createPersistedOperations,
  type KnownOperation,
  type OperationReference,
  type RegisteredOperation,
  type Resolution,
} from './operations/persistedOperations.ts'
import type { TextStore } from './operations/sharedTexts.ts'
import { type Asked, answerCompiled, type CompiledParts } from './serving/answerCompiled.ts'
import { notKeptHeaders, withHeaders } from './serving/cacheHeaders.ts'
import type { GatewayAnswer, GatewayRequest } from './serving/gatewayRequest.ts'
import { operationFacts } from './serving/operationFacts.ts'
import { type Recognised, recogniseRequests } from './serving/recognised.ts'
import { renewOld } from './serving/renewOld.ts'
import { assertMethod, batchError, refusedInTurn } from './serving/requestRules.ts'
import { noSql, sumOf } from './serving/sqlMeters.ts'
import { createContext, noteMutation, openReading, type Visit } from './serving/visit.ts'

export interface Gateway {
  schema: GraphQLSchema
  /** Registered operations whose answers are never kept, and why */
  uncacheable: { operation: string; reason: string }[]
  answer(request: GatewayRequest): Promise<GatewayAnswer>
  /** Of a request that was answered before, by its bytes */
  findKept: FindKept
  close(): Promise<void>
}

export interface GatewayDependencies extends Omit<CompiledParts, 'passwords' | 'formatError' | 'inRoom'> {
  registered: RegisteredOperation[]
  /** Where all gateways remember the texts of clients */
  texts?: TextStore | undefined
  logError: LogError
  /** Told of each registered query whose answers are never kept */
  logNotKept?(operation: string, reason: string): void
  /** Told of each unregistered operation while TRUSTED_DOCUMENTS is `log` */
  logUnregistered(hash: string): void
}

export async function createGateway(deps: GatewayDependencies): Promise<Gateway> {
  const { settings, invalidation, logError } = deps
  const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
  const operations = createPersistedOperations({
    registered: deps.registered,
    recognise: settings.trustedDocuments !== 'off',
    texts: deps.texts,
  })
  const nameByHash = new Map(deps.registered.map(({ id, name }) => [id, name]))
  const compiled = createCompiledOperations({
    schema,
    registered: deps.registered,
    extend: (operation, hash) =>
      operationFacts(operation, { schema, limits: settings, hash, name: nameByHash.get(hash) ?? 'other' }),
  })
  const uncacheable = deps.registered.flatMap(({ id, body, name }) => {
    const facts = compiled.find({ hash: id, text: body }, undefined)
    const reason = facts === undefined ? 'introspection' : facts.notKept
    return reason === undefined ? [] : [{ operation: name, reason }]
  })
  for (const { operation, reason } of uncacheable) {
    // Nobody would expect it of one that changes something.
    if (reason !== 'mutation') deps.logNotKept?.(operation, reason)
  }
  const formatError = createErrorFormatter(logError)
  const own = { passwords: createPasswords(), inRoom: createLargeOperations(), formatError }
  const parts: CompiledParts = { ...deps, ...own }
  const sessions = rememberSessions(invalidation)
  const requests = recogniseRequests({ ...deps, sessions })
  const door = await createTextDoor({
    schema,
    introspection: settings.sandbox,
    sqlExtension: !settings.production,
    formatError,
  })

  async function answer(request: GatewayRequest): Promise<GatewayAnswer> {
    const bodies = Array.isArray(request.body) ? request.body : [request.body]
    const refused = batchError(bodies.length, settings.maxBatchSize)
    if (refused !== undefined) return { ...refusal(refused, request.mediaType), sql: noSql() }
    const meters = bodies.map(noSql)
    const visit = await openVisit(request, bodies.length, meters[0] ?? noSql())
    const turns = createTurns(bodies.length)
    const entries = bodies.map((body, index): Entry => {
      return { body, index, turn: turns[index] as Turn, sql: meters[index] as SqlMeter } // one each
    })
    const answers = await Promise.all(entries.map((entry) => answerEntry(visit, entry)))
    if (visit.mutates) await invalidation.settle()
    const { mediaType } = request
    const [only] = answers
    const isAlone = only !== undefined && !Array.isArray(request.body)
    const refuse = (error: unknown, sql: SqlMeter) => refusal(error, mediaType, sql)
    const answered = isAlone ? only : batchAnswer(await renewOld(parts, { visit, entries, answers, refuse }), mediaType)
    const sessionCookie = visit.sessionCookie === undefined ? {} : { sessionCookie: visit.sessionCookie }
    return { ...answered, sql: sumOf(meters), ...sessionCookie }
  }

  async function openVisit(request: GatewayRequest, size: number, meter: SqlMeter): Promise<Visit> {
    const { token } = request
    // Whoever asks first pays for finding out who asks.
    const found = token === undefined ? undefined : await sessions.find(token, createLoaderScope(deps.read), meter)
    const budget = { remaining: settings.maxCost }
    const visit: Visit = { request, found, shared: undefined, budget, mutates: false, cachedUpTo: size }
    if (size > 1) visit.shared = openReading(parts, visit)
    return visit
  }

  async function answerEntry(visit: Visit, entry: Entry): Promise<Answer> {
    const { mediaType, method, arrivedAtMs } = visit.request
    const { turn, sql, index } = entry
    let name = 'other'
    const told = (answer: Answer): Answer => {
      const outcome = answer.kept === undefined && answer.body.startsWith('{"errors"') ? 'error' : 'ok'
      deps.observer.request(name, outcome, performance.now() - arrivedAtMs, sql)
      return answer
    }
    try {
      const { variables, operationName, ...reference } = readParameters(entry.body)
      const found = knownOperation(visit, index, reference)
      const known = found instanceof Promise ? await found : found
      name = nameByHash.get(known.hash) ?? name
      const operation = compiled.find(known, operationName)
      const prepared = operation?.prepare(variables ?? {})
      if (operation === undefined || prepared === undefined) {
        return told(await answerText(visit, { entry, known, variables, operationName }))
      }
      assertMethod(method, operation)
      noteMutation(visit, index, operation)
      const admitted = refusedInTurn(turn, () => operation.admit(prepared.variables, visit.budget))
      const refused = admitted instanceof Promise ? await admitted : admitted
      if (refused !== undefined) return told(resultAnswer(refused, { mediaType, formatError, extensions: sqlOf(sql) }))
      operations.remember(known)
      const bypass = visit.request.isFresh ? 'no-cache' : index > visit.cachedUpTo ? 'after-mutation' : undefined
      const isAsked = operation.notKept === undefined && bypass === undefined
      const question = isAsked ? operation.question(prepared.variables) : undefined
      if (question !== undefined) noteRaw(visit, known, { question, lifetimes: operation.lifetimes })
      entry.asked = { visit, operation, prepared, question, sql, bypass }
      return told(await answerCompiled(parts, entry.asked))
    } catch (error) {
      return told(refusal(error, mediaType, sql))
    } finally {
      turn.pass()
    }
  }

  /** At once, but for a hash that another gateway may know. */
  function knownOperation(
    visit: Visit,
    index: number,
    reference: OperationReference,
  ): KnownOperation | Promise<KnownOperation> {
    const admitted = (found: Resolution) => admitProvenance(found, settings.trustedDocuments, deps.logUnregistered)
    const found = operations.resolve(reference)
    const isOfInterest = found.origin === 'unknown' && settings.trustedDocuments !== 'enforce'
    const recalled = isOfInterest ? operations.recall(found) : undefined
    if (recalled === undefined) return admitted(found)
    // It may turn out to change something, and those after it do not wait for that.
    visit.cachedUpTo = Math.min(visit.cachedUpTo, index)
    return recalled.then(admitted)
  }

  /** Where each unregistered operation is to be told of, none of them may go unnoticed. */
  function noteRaw({ request, shared }: Visit, known: KnownOperation, recognised: Recognised): void {
    const isTold = settings.trustedDocuments === 'log' && known.origin !== 'registered'
    // An array of one is answered by an array of one.
    const isBatch = shared !== undefined || Array.isArray(request.body)
    if (request.raw !== undefined && !isBatch && !isTold) requests.note(request.raw, recognised)
  }

  /** By graphql-js behind Apollo Server: what comes for the first time, or is wrong in some way that it explains. */
  async function answerText(visit: Visit, { entry, known, variables, operationName }: TextEntry): Promise<Answer> {
    // What it is shows only when it is parsed, and those after it do not wait for that.
    visit.cachedUpTo = Math.min(visit.cachedUpTo, entry.index)
    assertNesting(known.text)
    const admit = (ready: ReadyOperation) => admitInTurn(visit, entry, known, ready)
    const context = createContext(parts, { visit, reading: visit.shared ?? openReading(parts, visit), sql: entry.sql })
    const text = { query: known.text, variables, operationName }
    const answer = await door.answer(text, visit.request.mediaType, Object.assign(context, { admit }))
    const isGood = !answer.body.startsWith('{"errors"') && !visit.mutates
    return withHeaders(answer, notKeptHeaders({ forward: 'bypass', detail: 'first', isGood }))
  }

  async function admitInTurn(visit: Visit, { turn, index }: Entry, known: KnownOperation, ready: ReadyOperation) {
    assertMethod(visit.request.method, ready)
    noteMutation(visit, index, ready)
    await turn.mine
    admit(ready, visit.budget, settings)
    turn.pass()
    operations.remember(known)
    compiled.noteValid(known)
  }

  const sqlOf = ({ statements, milliseconds }: SqlMeter) =>
    settings.production ? undefined : { sql: { statements, milliseconds } }

  function refusal(error: unknown, mediaType: MediaType, sql = noSql()): Answer {
    const known = error instanceof GraphQLError && error.extensions.code !== undefined
    if (known) return errorAnswer(error, mediaType, sqlOf(sql))
    const formatted: GraphQLFormattedError = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    const { message, extensions: shown } = formatError(formatted, error)
    return errorAnswer(new GraphQLError(message, { extensions: shown ?? {} }), mediaType, sqlOf(sql))
  }

  return { schema, uncacheable, answer, findKept: requests.find, close: () => door.close() }
}

interface Entry {
  body: unknown
  index: number
  turn: Turn
  sql: SqlMeter
  /** As it was understood and admitted, for `renewOld` */
  asked?: Asked
}

interface TextEntry {
  entry: Entry
  known: KnownOperation
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}
