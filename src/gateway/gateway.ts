/**
 * The itinerary of a request: its entries are read and admitted in their order (`prepareEntries`), then they run
 * (`runEntries`), and their answers become one. Each station is given what it needs to know.
 */
import type { GraphQLSchema } from 'graphql'
import { createPasswords } from '../campus/accounts/passwords.ts'
import { rememberSessions } from '../campus/accounts/rememberedSessions.ts'
import { resolvers, rules } from '../campus/entities/index.ts'
import { createLargeOperations } from './admission/largeOperations.ts'
import { createTextDoor } from './execution/apolloDoor.ts'
import { createErrorFormatter } from './execution/clientErrors.ts'
import { createCompiledOperations } from './execution/compiledOperations.ts'
import { type Answer, batchAnswer } from './http/answer.ts'
import type { FindKept } from './http/frontDoor.ts'
import { createPersistedOperations, type RegisteredOperation } from './operations/persistedOperations.ts'
import { registeredTexts } from './operations/registeredTexts.ts'
import type { TextStore } from './operations/sharedTexts.ts'
import { createExecutableSchema } from './schema/executableSchema.ts'
import { readSchema } from './schema/loadSchema.ts'
import { scalars } from './schema/scalars.ts'
import type { RunParts } from './serving/answerOperation.ts'
import { noteEndedSession } from './serving/endedSession.ts'
import { fittingAnswers } from './serving/fittingAnswers.ts'
import type { GatewayAnswer, GatewayRequest } from './serving/gatewayRequest.ts'
import { type ObservingParts, observe } from './serving/observe.ts'
import { operationFacts } from './serving/operationFacts.ts'
import { type Entry, type PreparedEntry, type PrepareParts, prepareEntries } from './serving/prepareEntries.ts'
import { type RecognisedRequests, recogniseRequests } from './serving/recognised.ts'
import { refusal } from './serving/refusal.ts'
import { batchError } from './serving/requestRules.ts'
import { openScope, type RequestScope } from './serving/requestScope.ts'
import { runEntries } from './serving/runEntries.ts'
import type { EntryParts } from './serving/runEntry.ts'
import { noSql, sumOf } from './serving/sqlMeters.ts'

export interface Gateway {
  schema: GraphQLSchema
  /** Registered operations whose answers are never kept, and why */
  uncacheable: { operation: string; reason: string }[]
  answer(request: GatewayRequest): Promise<GatewayAnswer>
  /** Of a request that was answered before, by its bytes */
  findKept: FindKept
  close(): Promise<void>
}

type Platform = Omit<RunParts, 'passwords' | 'sessions' | 'formatError' | 'inRoom'> & ObservingParts

export interface GatewayDependencies extends Platform {
  registered: RegisteredOperation[]
  /** Where all gateways remember the texts of clients */
  texts?: TextStore | undefined
  /** Called for each registered query whose answers are never kept */
  logNotKept?(operation: string, reason: string): void
  /** Called for each unregistered operation while TRUSTED_DOCUMENTS is `log` */
  logUnregistered(hash: string): void
}

type Stations = PrepareParts & EntryParts & { recognised: RecognisedRequests }

export async function createGateway(deps: GatewayDependencies): Promise<Gateway> {
  const stations = await createStations(deps)
  const uncacheable = uncacheableOf(stations, deps.registered)
  for (const { operation, reason } of uncacheable) {
    // A mutation is not expected to be kept.
    if (reason !== 'mutation') deps.logNotKept?.(operation, reason)
  }
  return {
    schema: stations.schema,
    uncacheable,
    answer: (request) => handleRequest(stations, request),
    findKept: stations.recognised.find,
    close: () => stations.door.close(),
  }
}

async function createStations(deps: GatewayDependencies): Promise<Stations> {
  const { settings, invalidation, requestLog, registered } = deps
  const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
  const nameByHash = new Map(registeredTexts(registered).map(({ hash, name }) => [hash, name]))
  const sessions = rememberSessions(invalidation)
  const formatError = createErrorFormatter(requestLog.failed)
  const doorOptions = { introspection: settings.sandbox, sqlExtension: !settings.production }
  return {
    ...deps,
    schema,
    nameByHash,
    sessions,
    formatError,
    passwords: createPasswords(),
    inRoom: createLargeOperations(),
    recognised: recogniseRequests({ ...deps, sessions }),
    door: await createTextDoor({ ...doorOptions, schema, formatError }),
    operations: createPersistedOperations({
      registered,
      recognise: settings.trustedDocuments !== 'off',
      texts: deps.texts,
    }),
    compiled: createCompiledOperations({
      schema,
      registered,
      extend: (operation, hash) =>
        operationFacts(operation, { schema, limits: settings, hash, name: nameByHash.get(hash) ?? 'other' }),
    }),
  }
}

function uncacheableOf({ compiled }: Stations, registered: RegisteredOperation[]): Gateway['uncacheable'] {
  return registered.flatMap(({ id, body, name }) => {
    const facts = compiled.find({ hash: id, text: body }, undefined)
    const reason = facts === undefined ? 'introspection' : facts.notKept
    return reason === undefined ? [] : [{ operation: name, reason }]
  })
}

async function handleRequest(stations: Stations, request: GatewayRequest): Promise<GatewayAnswer> {
  const bodies = Array.isArray(request.body) ? request.body : [request.body]
  const tooMany = batchError(bodies.length, stations.settings.maxBatchSize)
  if (tooMany !== undefined) return refuseRequest(stations, request, tooMany)
  const entries = bodies.map((body): Entry => ({ body, sql: noSql(), name: 'other' }))
  const scope = await openScope(stations, request, entries[0]?.sql ?? noSql()).catch((error: unknown) => ({ error }))
  if ('error' in scope) return refuseRequest(stations, request, scope.error)
  const preparing = prepareEntries(stations, scope, entries)
  const prepared = preparing instanceof Promise ? await preparing : preparing
  noteRecognised(stations, scope, prepared)
  const ready = entries.map((entry, index) => ({ entry, prepared: prepared[index] as PreparedEntry })) // one for each
  const answers = await runEntries(stations, scope, ready)
  const { mediaType } = request
  return respond(scope, fittingAnswers(stations, { entries: ready, answers, mediaType }), entries)
}

/** As a whole, whatever its entries are. */
function refuseRequest(stations: Stations, request: GatewayRequest, error: unknown): GatewayAnswer {
  const entry: Entry = { body: undefined, sql: noSql(), name: 'other' }
  const answer = refusal(stations, { error, mediaType: request.mediaType, sql: entry.sql })
  observe(stations, { request }, entry, answer)
  return { ...answer, sql: entry.sql }
}

/** A request that came alone is known by its bytes from now on, where its answer may be kept. */
function noteRecognised(
  { recognised, settings }: Stations,
  { request }: RequestScope,
  prepared: PreparedEntry[],
): void {
  const [only] = prepared
  if (request.raw === undefined || Array.isArray(request.body) || only?.kind !== 'compiled') return
  // Where each unregistered operation is logged, none of them may be answered before that.
  if (settings.trustedDocuments === 'log' && only.known.origin !== 'registered') return
  const { question, operation, isFirst } = only
  if (question === undefined || isFirst || request.caching === 'executed') return
  recognised.note(request.raw, { question, lifetimes: operation.lifetimes })
}

function respond(scope: RequestScope, answers: Answer[], entries: Entry[]): GatewayAnswer {
  const { request, effects } = scope
  const [only] = answers
  const isAlone = only !== undefined && !Array.isArray(request.body)
  const answer = isAlone ? only : batchAnswer(answers, request.mediaType)
  noteEndedSession(scope, answer)
  return { ...answer, ...effects, sql: sumOf(entries.map(({ sql }) => sql)) }
}
