/** The stations of the engine, each built once by `createGateway`: what the steps of a request are given. */
import type { LimitConcurrency } from '../admission/largeOperations.ts'
import type { RememberedSessions } from '../caching/rememberedSessions.ts'
import type { ResponseCache } from '../caching/responseCache.ts'
import type { CacheEntry } from '../caching/store/entry.ts'
import type { ApolloDoor } from '../execution/apolloDoor.ts'
import type { CompiledOperations } from '../execution/compiledOperations.ts'
import type { FormatError } from '../execution/resultAnswer.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { RequestObserver } from '../observing/observers.ts'
import type { RequestLog } from '../observing/requestLog.ts'
import type { PersistedOperations } from '../operations/persistedOperations.ts'
import type { GatewaySettings } from '../types.ts'
import type { MadeAnswer } from './answer.ts'
import type { OperationFacts } from './operationFacts.ts'
import type { RecognisedRequests } from './recognised.ts'
import type { ScopeParts } from './requestScope.ts'

export interface Stations extends ScopeParts {
  settings: GatewaySettings
  operations: PersistedOperations
  compiled: CompiledOperations<OperationFacts>
  /** Of registered operations */
  nameByHash: ReadonlyMap<string, string>
  sessions: RememberedSessions
  recognised: RecognisedRequests
  cache: ResponseCache<MadeAnswer>
  invalidation: Invalidation
  /** Gives an entry its encodings. Resolves when it has them; never rejects */
  encode(entry: CacheEntry): Promise<void>
  /** Explains operations that cannot run, and answers introspection */
  apollo: ApolloDoor
  limitConcurrency: LimitConcurrency
  formatError: FormatError
  observer: RequestObserver
  requestLog: RequestLog
  /** Called for each unregistered operation while TRUSTED_DOCUMENTS is `log` */
  logUnregistered(hash: string): void
}
