/** What the entries of one request share, and what the resolvers of each are given. */
import type { CostBudget } from '../admission/admit.ts'
import type { Application, OperationContext } from '../application.ts'
import type { ExecutionRecorder } from '../caching/createRecorder.ts'
import type { RememberedSessions } from '../caching/rememberedSessions.ts'
import type { ColumnNeeds } from '../database/columns.ts'
import type { Read } from '../database/reader.ts'
import type { Transact } from '../database/writer.ts'
import { AnswerRoom } from '../execution/answerRoom.ts'
import type { Invalidation, Mark } from '../invalidation/invalidation.ts'
import { createLoaderScope } from '../loaders/scope.ts'
import { type MutationStart, SharedLife } from '../requestLife.ts'
import type { ExecutionTrace, FoundSession, GatewayRequest, GatewaySettings, Viewer, ViewerScope } from '../types.ts'

/** Loaders, and how far the log of changes was known before any of them read anything. */
export interface LoaderSession {
  loaders(trace: ExecutionTrace): unknown
  mark: Mark
  /** Life of all requests that wait for its reads */
  life: SharedLife
}

export interface RequestScope {
  readonly request: GatewayRequest
  /** Undefined if the request comes without a known session */
  readonly found: FoundSession | undefined
  /** The request arrived with the token of a session that has ended, or never was */
  readonly hasEndedSession: boolean
  /** For entries that are read side by side; an entry that runs alone reads anew whenever it is executed */
  readonly shared: LoaderSession | undefined
  /** The budget of all entries */
  readonly budget: CostBudget
  /** How large the answers of all entries may still become */
  readonly room: AnswerRoom
  /** What a mutation asks of the answer as a whole */
  readonly effects: { sessionCookie?: string | null }
}

export interface ScopeParts {
  application: Application
  settings: GatewaySettings
  read: Read
  transact: Transact<unknown>
  sessions: RememberedSessions
  invalidation: Pick<Invalidation, 'mark'>
  createContext: CreateContext
}

/** @param trace of the first entry, to which finding the session is counted */
export async function openScope(
  parts: ScopeParts,
  request: GatewayRequest,
  trace: ExecutionTrace,
): Promise<RequestScope> {
  const { token } = request
  const found = token === undefined ? undefined : await parts.sessions.find(token, sessionReads(parts, request), trace)
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
 * The scope of the entries after a mutation. Its session is looked up again, because the mutation may have begun or
 * ended it or changed the role. No loader holds what was read before.
 * @param isPropagated whether this process has applied what was written; if not, only the database knows it
 */
export async function afterMutation(
  parts: ScopeParts,
  scope: RequestScope,
  { trace, isPropagated }: { trace: ExecutionTrace; isPropagated: boolean },
): Promise<RequestScope> {
  const { request, effects } = scope
  const token = effects.sessionCookie === undefined ? request.token : effects.sessionCookie
  if (token === undefined || token === null) return { ...scope, found: undefined, shared: undefined }
  const find = isPropagated ? parts.sessions.find : parts.sessions.findInDatabase
  return { ...scope, found: await find(token, sessionReads(parts, request), trace), shared: undefined }
}

/** Also if the client has gone, because a mutation of the request still runs. */
const sessionReads = ({ read }: ScopeParts, { life }: GatewayRequest) =>
  createLoaderScope(read, { life: life.deadline })

export interface LoaderSessionOptions {
  needs?: ColumnNeeds | undefined
  /** That of the request, unless others may come to wait for the reads, or a mutation needs them carried through */
  life?: SharedLife
}

export function openLoaderSession(
  { application, read, invalidation }: ScopeParts,
  { request, found }: RequestScope,
  { needs, life = new SharedLife(request.life) }: LoaderSessionOptions = {},
): LoaderSession {
  const mark = invalidation.mark()
  const loaderScope = createLoaderScope(read, { viewer: () => found?.viewer ?? null, needs, life })
  return { loaders: application.createLoaders(loaderScope), mark, life }
}

interface ContextOptions {
  scope: RequestScope
  session: LoaderSession
  trace: ExecutionTrace
  recorder?: ExecutionRecorder | undefined
  /** Of a mutation */
  start?: MutationStart | undefined
}

export type CreateContext = (options: ContextOptions) => OperationContext

/** The context of each operation. What the application adds is on its prototype, and costs an operation nothing. */
export function contextFactory({ application, read, transact }: Omit<ScopeParts, 'createContext'>): CreateContext {
  class Context implements OperationContext {
    viewer: Viewer
    readonly session: number | null
    loaders: unknown
    readonly sql: ExecutionTrace
    readonly address: string
    // Not a private name: Apollo Server runs operations with a copy of the context, which has own properties alone.
    readonly options: ContextOptions

    constructor(options: ContextOptions) {
      const { scope, session, trace } = options
      this.viewer = scope.found?.viewer ?? null
      this.session = scope.found?.session ?? null
      this.loaders = session.loaders(trace)
      this.sql = trace
      this.address = scope.request.address
      this.options = options
    }

    transact<T>(work: (tx: unknown) => Promise<T>): Promise<T> {
      return transact(work, this.sql, this.options.start)
    }

    refresh(): void {
      this.loaders = application.createLoaders(createLoaderScope(read, { viewer: () => this.viewer }))(this.sql)
    }

    setSessionCookie(token: string | null): void {
      this.options.scope.effects.sessionCookie = token
    }

    recordAccess(viewerScope: ViewerScope, owner: number | null): void {
      this.options.recorder?.access(viewerScope, owner)
    }
  }
  Object.assign(Context.prototype, application.contextValues)
  return (options) => new Context(options)
}
