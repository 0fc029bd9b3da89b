/** What the entries of one request share, and what the resolvers of each are given. */
import type { Passwords } from '../accounts/passwords.ts'
import type { FoundSession } from '../accounts/sessions.ts'
import type { CostBudget } from '../admission/admit.ts'
import type { ExecutionRecorder } from '../caching/createRecorder.ts'
import type { Invalidation, Mark } from '../caching/invalidation/invalidation.ts'
import type { Context } from '../context.ts'
import type { ColumnNeeds } from '../database/columns.ts'
import type { Read } from '../database/sql.ts'
import type { Transact } from '../database/writer.ts'
import { createLoaders, type Loaders } from '../entities/index.ts'
import type { ReadyOperation } from '../execution/textDoor.ts'
import { createLoaderScope, type SqlMeter } from '../loaders/scope.ts'
import type { Settings } from '../settings.ts'
import type { GatewayRequest } from './gatewayRequest.ts'

/** Loaders, and how far the log of changes was known before the first of them read anything. */
export interface Reading {
  loaders(meter: SqlMeter): Loaders
  mark: Mark
}

export interface Visit {
  request: GatewayRequest
  found: FoundSession | undefined
  /** Of all entries of a batch; one that came alone reads anew whenever it is executed */
  shared: Reading | undefined
  budget: CostBudget
  /** Something is changed: the answer waits until every gateway knows of it. */
  mutates: boolean
  /** Index of the first entry that may change something: those after it are not answered from the cache */
  cachedUpTo: number
  sessionCookie?: string | null
}

export interface VisitParts {
  settings: Settings
  read: Read
  transact: Transact
  passwords: Passwords
  invalidation: Pick<Invalidation, 'mark'>
}

export function openReading(parts: VisitParts, visit: Visit, needs?: ColumnNeeds): Reading {
  const mark = parts.invalidation.mark()
  const scope = createLoaderScope(parts.read, { viewer: () => visit.found?.viewer ?? null, needs })
  return { loaders: createLoaders(scope), mark }
}

/** Told of each entry before anything of it is executed. */
export function noteMutation(visit: Visit, index: number, { operation }: Pick<ReadyOperation, 'operation'>): void {
  if (operation.operation !== 'mutation') return
  visit.mutates = true
  visit.cachedUpTo = Math.min(visit.cachedUpTo, index)
}

export interface ContextOptions {
  visit: Visit
  reading: Reading
  sql: SqlMeter
  recorder?: ExecutionRecorder | undefined
}

export function createContext(parts: VisitParts, { visit, reading, sql, recorder }: ContextOptions): Context {
  return {
    viewer: visit.found?.viewer ?? null,
    session: visit.found?.session ?? null,
    loaders: reading.loaders(sql),
    sql,
    address: visit.request.address,
    settings: parts.settings,
    passwords: parts.passwords,
    transact: (work) => parts.transact(work, sql),
    // Of whichever context it is called on: the door gives resolvers a copy.
    refresh() {
      this.loaders = createLoaders(createLoaderScope(parts.read, { viewer: () => this.viewer }))(sql)
    },
    setSessionCookie: (token) => {
      visit.sessionCookie = token
    },
    met: (looksAt, owner) => recorder?.met(looksAt, owner),
  }
}
