/** What the entries of one request share, and what the resolvers of each are given. */
import type { Passwords } from '../../campus/accounts/passwords.ts'
import type { RememberedSessions } from '../../campus/accounts/rememberedSessions.ts'
import type { FoundSession } from '../../campus/accounts/sessions.ts'
import type { Context } from '../../campus/context.ts'
import { createLoaders, type Loaders } from '../../campus/entities/index.ts'
import type { Settings } from '../../settings.ts'
import type { CostBudget } from '../admission/admit.ts'
import type { ExecutionRecorder } from '../caching/createRecorder.ts'
import type { ColumnNeeds } from '../database/columns.ts'
import type { Read } from '../database/sql.ts'
import type { Transact } from '../database/writer.ts'
import { AnswerRoom } from '../execution/answerRoom.ts'
import type { Invalidation, Mark } from '../invalidation/invalidation.ts'
import { createLoaderScope, type SqlMeter } from '../loaders/scope.ts'
import { type MutationStart, SharedLife } from '../requestLife.ts'
import type { GatewayRequest } from './gatewayRequest.ts'

/** Loaders, and how far the log of changes was known before the first of them read anything. */
export interface Reading {
  loaders(meter: SqlMeter): Loaders
  mark: Mark
  /** Of all who wait for what it reads */
  life: SharedLife
}

export interface RequestScope {
  readonly request: GatewayRequest
  /** Undefined where the request comes from nobody that is known */
  readonly found: FoundSession | undefined
  /** The request arrived with the token of a session that has ended, or never was */
  readonly hasEndedSession: boolean
  /** Of entries that are read side by side; one that runs alone reads anew whenever it is executed */
  readonly shared: Reading | undefined
  /** Of all entries */
  readonly budget: CostBudget
  /** What the answers of all entries may still become */
  readonly room: AnswerRoom
  /** What a mutation asks of the answer as a whole */
  readonly effects: { sessionCookie?: string | null }
}

export interface ScopeParts {
  settings: Settings
  read: Read
  transact: Transact
  passwords: Passwords
  sessions: RememberedSessions
  invalidation: Pick<Invalidation, 'mark'>
}

/** @param meter of the first entry, which pays for finding the session */
export async function openScope(parts: ScopeParts, request: GatewayRequest, meter: SqlMeter): Promise<RequestScope> {
  const { token } = request
  const found = token === undefined ? undefined : await parts.sessions.find(token, sessionReads(parts, request), meter)
  return {
    request,
    found,
    hasEndedSession: token !== undefined && found === undefined,
    shared: undefined,
    budget: { remaining: parts.settings.maxCost },
    room: new AnswerRoom(parts.settings.maxAnswerBytes),
    effects: {},
  }
}

/**
 * The scope of what follows a mutation: its session is looked up again, since the mutation may have begun or ended it or
 * changed the role, and no loader holds what was read before.
 * @param isPropagated whether this process has applied what was written: else only the database knows
 */
export async function afterMutation(
  parts: ScopeParts,
  scope: RequestScope,
  { meter, isPropagated }: { meter: SqlMeter; isPropagated: boolean },
): Promise<RequestScope> {
  const { request, effects } = scope
  const token = effects.sessionCookie === undefined ? request.token : effects.sessionCookie
  if (token === undefined || token === null) return { ...scope, found: undefined, shared: undefined }
  const find = isPropagated ? parts.sessions.find : parts.sessions.findInDatabase
  return { ...scope, found: await find(token, sessionReads(parts, request), meter), shared: undefined }
}

/** Also where the client has gone: a mutation of the request runs all the same. */
const sessionReads = ({ read }: ScopeParts, { life }: GatewayRequest) =>
  createLoaderScope(read, { life: life.deadline })

export interface ReadingOptions {
  needs?: ColumnNeeds | undefined
  /** That of the request, unless others may come to wait for what is read, or it is carried through for a mutation */
  life?: SharedLife
}

export function openReading(
  parts: ScopeParts,
  scope: RequestScope,
  { needs, life = new SharedLife(scope.request.life) }: ReadingOptions = {},
): Reading {
  const mark = parts.invalidation.mark()
  const loaderScope = createLoaderScope(parts.read, { viewer: () => scope.found?.viewer ?? null, needs, life })
  return { loaders: createLoaders(loaderScope), mark, life }
}

export interface ContextOptions {
  scope: RequestScope
  reading: Reading
  sql: SqlMeter
  recorder?: ExecutionRecorder | undefined
  /** Of a mutation */
  start?: MutationStart | undefined
}

export function createContext(parts: ScopeParts, { scope, reading, sql, recorder, start }: ContextOptions): Context {
  return {
    viewer: scope.found?.viewer ?? null,
    session: scope.found?.session ?? null,
    loaders: reading.loaders(sql),
    sql,
    address: scope.request.address,
    settings: parts.settings,
    passwords: parts.passwords,
    transact: (work) => parts.transact(work, sql, start),
    refresh() {
      this.loaders = createLoaders(createLoaderScope(parts.read, { viewer: () => this.viewer }))(sql)
    },
    setSessionCookie: (token) => {
      scope.effects.sessionCookie = token
    },
    met: (looksAt, owner) => recorder?.met(looksAt, owner),
  }
}
