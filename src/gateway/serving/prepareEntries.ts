/**
 * The first of two phases: every entry of a request is resolved, read and admitted, in their order, before any of them
 * runs. So the cost of an array is counted in its order, and it is known before its first read whether it holds a
 * mutation.
 */
import { setImmediate } from 'node:timers/promises'
import type { DocumentNode } from 'graphql'
import { admit } from '../admission/admit.ts'
import { assertNesting } from '../admission/nesting.ts'
import { assertMethod } from '../admission/requestRules.ts'
import { admitProvenance } from '../admission/trustedDocuments.ts'
import type { Question } from '../caching/question.ts'
import type { ReadText } from '../execution/compiledOperations.ts'
import type { CompiledOperation, PreparedOperation } from '../execution/compileOperation.ts'
import { operationNamed } from '../execution/compileOperation.ts'
import { type GraphQLParameters, readParameters } from '../http/graphqlRequest.ts'
import type { KnownOperation, Resolution } from '../operations/persistedOperations.ts'
import type { ExecutionTrace } from '../types.ts'
import type { OperationFacts } from './operationFacts.ts'
import type { RequestScope } from './requestScope.ts'
import type { Stations } from './stations.ts'

export interface Entry {
  body: unknown
  trace: ExecutionTrace
  /** For metrics: the name that the operation is registered under, else `other` */
  name: string
  /** Undefined while it is unknown which operation it is */
  hash?: string
  /** Monotonic; undefined for an entry that never ran */
  answeredAtMs?: number
}

export type PreparedEntry = RefusedEntry | CompiledEntry | ExplainedEntry

/** It runs nothing. */
interface RefusedEntry {
  kind: 'refused'
  error: unknown
  /** Whether it is a valid operation: GraphQL over HTTP gives another status if it is not */
  isOperation: boolean
}

/** It is admitted, and runs. */
export interface CompiledEntry {
  kind: 'compiled'
  operation: CompiledOperation & OperationFacts
  prepared: PreparedOperation
  /** Undefined if its answer is never kept */
  question: Question | undefined
  /** What it took of the request's budget */
  cost: number
  known: KnownOperation
  /** It is not registered, and this process has not admitted it before */
  isFirst: boolean
}

/** Apollo Server answers it: introspection, and every fault that it explains. */
export interface ExplainedEntry {
  kind: 'explained'
  known: KnownOperation
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}

/** In their order: what an entry may cost depends on those before it. */
export async function prepareEntries(
  stations: Stations,
  scope: RequestScope,
  entries: readonly Entry[],
): Promise<PreparedEntry[]> {
  const reads = entries.map((entry) => readEntry(stations, entry))
  if (reads.some(isUnknown)) await recallAll(stations, reads)
  const texts: ReadTexts = new Map()
  const prepared: PreparedEntry[] = []
  for (const [index, read] of reads.entries()) {
    const startedAtMs = performance.now()
    prepared.push(prepareEntry(stations, scope, { entry: entries[index] as Entry, read, texts })) // one for each
    if (entries.length > 1 && performance.now() - startedAtMs > longMs) await setImmediate()
  }
  return prepared
}

/** Reading a new text may take some 50 ms, so other requests are answered between two slow texts. */
const longMs = 10

/** Texts parsed in this request, by hash and name, so that a text that an array repeats is parsed once. */
type ReadTexts = Map<string, ReadText<OperationFacts>>

/** What the client sent, and what its reference stands for. */
type ReadEntry = { parameters: GraphQLParameters; resolution: Resolution } | { error: unknown }

function readEntry({ operations }: Stations, { body }: Entry): ReadEntry {
  try {
    const parameters = readParameters(body)
    return { parameters, resolution: operations.resolve(parameters) }
  } catch (error) {
    return { error }
  }
}

const isUnknown = (read: ReadEntry): boolean => 'resolution' in read && read.resolution.origin === 'unknown'

/** Asks Redis, in parallel, for hashes that this process does not know. A result replaces its element of `reads`. */
async function recallAll({ operations, settings }: Stations, reads: ReadEntry[]): Promise<void> {
  if (settings.trustedDocuments === 'enforce') return
  await Promise.all(
    reads.map(async (read, index) => {
      if (!('resolution' in read) || read.resolution.origin !== 'unknown') return
      try {
        const recalled = await operations.recall(read.resolution)
        if (recalled !== undefined) reads[index] = { ...read, resolution: recalled }
      } catch (error) {
        reads[index] = { error }
      }
    }),
  )
}

function prepareEntry(
  stations: Stations,
  scope: RequestScope,
  { entry, read, texts }: { entry: Entry; read: ReadEntry; texts: ReadTexts },
): PreparedEntry {
  if ('error' in read) return { kind: 'refused', error: read.error, isOperation: false }
  const { parameters } = read
  try {
    // An entry before this one may have brought its text.
    const isUnknown = read.resolution.origin === 'unknown'
    const resolution = isUnknown ? stations.operations.resolve(parameters) : read.resolution
    const known = admitProvenance(resolution, stations.settings.trustedDocuments, stations.logUnregistered)
    entry.name = stations.nameByHash.get(known.hash) ?? entry.name
    entry.hash = known.hash
    return prepareKnown(stations, scope, { known, texts, ...parameters })
  } catch (error) {
    return { kind: 'refused', error, isOperation: false }
  }
}

type KnownEntry = { known: KnownOperation; texts: ReadTexts } & Pick<GraphQLParameters, 'variables' | 'operationName'>

function prepareKnown(stations: Stations, scope: RequestScope, entry: KnownEntry): PreparedEntry {
  const { known, variables, operationName } = entry
  const { compiled, operations } = stations
  const found = compiled.find(known, operationName)
  const { operation, document } =
    found === undefined ? readText(stations, entry) : { operation: found, document: found.document }
  const prepared = operation?.prepare(variables ?? {})
  if (operation === undefined || prepared === undefined) {
    const refused = document && admitExplained(stations, scope, { ...entry, document })
    return refused ?? { kind: 'explained', known, variables, operationName }
  }
  assertMethod(scope.request.method, operation)
  const { remaining } = scope.budget
  const refused = refusedBy(() => operation.admit(prepared.variables, scope.budget))
  if (refused !== undefined) return refused
  operations.remember(known)
  if (found === undefined) compiled.noteValid(known)
  const mayUseCache = operation.notKept === undefined && scope.request.caching !== 'executed' && found !== undefined
  const question = mayUseCache ? operation.question(prepared.variables) : undefined
  const cost = remaining - scope.budget.remaining
  return { kind: 'compiled', operation, prepared, question, cost, known, isFirst: found === undefined }
}

function readText({ compiled }: Stations, { known, operationName, texts }: KnownEntry): ReadText<OperationFacts> {
  const key = `${known.hash} ${operationName ?? ''}`
  const before = texts.get(key)
  if (before !== undefined) return before
  assertNesting(known.text)
  const read = compiled.read(known, operationName)
  texts.set(key, read)
  return read
}

/** An operation for Apollo Server is admitted like all others; it explains variables that do not fit. */
function admitExplained(
  { settings, application: { schema } }: Stations,
  scope: RequestScope,
  { document, variables = {}, operationName }: KnownEntry & { document: DocumentNode },
): RefusedEntry | undefined {
  const operation = operationNamed(document, operationName)
  if (operation === undefined) return undefined
  assertMethod(scope.request.method, { operation })
  return refusedBy(() => admit({ schema, document, operation, variables }, scope.budget, settings))
}

function refusedBy(admitOperation: () => void): RefusedEntry | undefined {
  try {
    admitOperation()
    return undefined
  } catch (error) {
    return { kind: 'refused', error, isOperation: true }
  }
}
