/**
 * The path of a request, in call order: its entries are read and admitted in their order (`prepareEntries`), then they
 * run (`runEntries`), and their answers become one result (`respond`). Each station is built once and gets its
 * dependencies.
 */
import { createLargeOperations } from './admission/largeOperations.ts'
import { batchError } from './admission/requestRules.ts'
import type { Application } from './application.ts'
import { rememberSessions } from './caching/rememberedSessions.ts'
import { AnswerRoom } from './execution/answerRoom.ts'
import { createApolloDoor } from './execution/apolloDoor.ts'
import { createErrorFormatter } from './execution/clientErrors.ts'
import { createCompiledOperations } from './execution/compiledOperations.ts'
import type { LookUpResult } from './http/fastPath.ts'
import { createPersistedOperations, type RegisteredOperation } from './operations/persistedOperations.ts'
import { registeredTexts } from './operations/registeredTexts.ts'
import type { TextStore } from './operations/sharedTexts.ts'
import { createExecutableSchema } from './schema/executableSchema.ts'
import { observe } from './serving/observe.ts'
import { operationFacts } from './serving/operationFacts.ts'
import { type Entry, type PreparedEntry, prepareEntries } from './serving/prepareEntries.ts'
import { recogniseRequests } from './serving/recognised.ts'
import { refusal } from './serving/refusal.ts'
import { contextFactory, openScope, type RequestScope } from './serving/requestScope.ts'
import { respond, resultOf } from './serving/respond.ts'
import { runEntries } from './serving/runEntries.ts'
import type { ReadyEntry } from './serving/runEntry.ts'
import type { Stations } from './serving/stations.ts'
import { emptyTrace } from './serving/traces.ts'
import type { GatewayRequest, HttpResult } from './types.ts'

export interface Gateway {
  /** Registered operations whose answers are never kept, and why */
  uncacheable: { operation: string; reason: string }[]
  handle(request: GatewayRequest): Promise<HttpResult>
  /** Answers a request whose exact bytes were understood before. */
  lookUp: LookUpResult
  close(): Promise<void>
}

/** What the process gives the engine */
export interface Platform
  extends Pick<
    Stations,
    | 'settings'
    | 'read'
    | 'transact'
    | 'invalidation'
    | 'cache'
    | 'encode'
    | 'observer'
    | 'requestLog'
    | 'logUnregistered'
  > {
  registered: RegisteredOperation[]
  /** The texts of clients, shared by all gateways */
  texts?: TextStore | undefined
  /** Called for each registered query whose answers are never kept */
  logNotKept?(operation: string, reason: string): void
}

export async function createGateway(application: Application, platform: Platform): Promise<Gateway> {
  const stations = await createStations(application, platform)
  const uncacheable = uncacheableOf(stations, platform.registered)
  for (const { operation, reason } of uncacheable) {
    // A mutation is not expected to be kept.
    if (reason !== 'mutation') platform.logNotKept?.(operation, reason)
  }
  return {
    uncacheable,
    handle: (request) => handleRequest(stations, request),
    lookUp: stations.recognised.lookUp,
    close: () => stations.apollo.close(),
  }
}

async function createStations(application: Application, platform: Platform): Promise<Stations> {
  const { settings, invalidation, requestLog, registered } = platform
  const schema = createExecutableSchema(application)
  const nameByHash = new Map(registeredTexts(registered).map(({ hash, name }) => [hash, name]))
  const sessions = rememberSessions(application.sessions, application.tags, invalidation)
  const formatError = createErrorFormatter(requestLog.failed)
  return {
    ...platform,
    application,
    createContext: contextFactory({ ...platform, application, sessions }),
    nameByHash,
    sessions,
    formatError,
    limitConcurrency: createLargeOperations(),
    recognised: recogniseRequests({ ...platform, sessions }),
    apollo: await createApolloDoor({ introspection: settings.sandbox, schema, formatError }),
    operations: createPersistedOperations({
      registered,
      recognise: settings.trustedDocuments !== 'off',
      texts: platform.texts,
    }),
    compiled: createCompiledOperations({
      schema,
      tags: application.tags,
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

async function handleRequest(stations: Stations, request: GatewayRequest): Promise<HttpResult> {
  const entries = entriesOf(request)
  const scope = await openRequest(stations, request, entries)
  if ('error' in scope) return refuseRequest(stations, request, scope.error)
  const prepared = await prepareEntries(stations, scope, entries)
  noteRecognised(stations, scope, prepared)
  const ready = entries.map((entry, index): ReadyEntry => ({ entry, prepared: prepared[index] as PreparedEntry })) // one for each
  const answers = await runEntries(stations, scope, ready)
  // A second run replaces what the first one made, so it gets a size budget of its own.
  const again = () => runEntries(stations, { ...scope, room: new AnswerRoom(stations.settings.maxAnswerBytes) }, ready)
  return respond(stations, scope, { entries: ready, answers }, again)
}

const entriesOf = ({ body }: GatewayRequest): Entry[] =>
  (Array.isArray(body) ? body : [body]).map((one: unknown) => newEntry(one))

const newEntry = (body: unknown): Entry => ({ body, trace: emptyTrace(), name: 'other' })

/** The state that the entries share, or the reason why the request is refused as a whole. */
function openRequest(
  stations: Stations,
  request: GatewayRequest,
  entries: readonly Entry[],
): Promise<RequestScope | { error: unknown }> {
  const error = Array.isArray(request.body) ? batchError(entries.length, stations.settings.maxBatchSize) : undefined
  if (error !== undefined) return Promise.resolve({ error })
  const trace = entries[0]?.trace ?? emptyTrace()
  return openScope(stations, request, trace).catch((reason: unknown) => ({ error: reason }))
}

/** One answer for the whole request, even if it is an array. */
function refuseRequest(stations: Stations, request: GatewayRequest, error: unknown): HttpResult {
  const entry = newEntry(undefined)
  const { trace } = entry
  const answer = refusal(stations, { error, mediaType: request.mediaType, trace })
  observe(stations, request, entry, answer)
  return resultOf(answer, request, trace)
}

/** From now on the fast path may answer these bytes. Single requests only, whose answer may be kept. */
function noteRecognised(
  { recognised, settings }: Stations,
  { request }: RequestScope,
  prepared: readonly PreparedEntry[],
): void {
  const [only] = prepared
  if (request.raw === undefined || Array.isArray(request.body) || only?.kind !== 'compiled') return
  // If each unregistered operation is logged, it must be logged before it is answered.
  if (settings.trustedDocuments === 'log' && only.known.origin !== 'registered') return
  const { question, operation, isFirst } = only
  if (question === undefined || isFirst || request.caching === 'executed') return
  recognised.note(request.raw, { question, lifetimes: operation.lifetimes })
}
