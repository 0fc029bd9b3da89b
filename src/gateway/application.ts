/**
 * What an application gives the engine. The engine knows no table, no type and no role by name. `createGateway` reads
 * it once, at the start.
 */
import type { GraphQLScalarType, GraphQLSchema } from 'graphql'
import type { Pool } from 'pg'
import type { Transact, TransactionClient } from './database/writer.ts'
import type { LoaderScope } from './loaders/scope.ts'
import type { ResolverMap, Rules } from './schema/rules.ts'
import type { TagMap } from './tags/tagMap.ts'
import type { ExecutionTrace, FoundSession, Viewer, ViewerScope } from './types.ts'

export interface Application {
  /** Of the SDL, without resolvers; the engine completes it in place */
  readonly schema: GraphQLSchema
  readonly resolvers: readonly ResolverMap[]
  /** Every scalar of the SDL that is not GraphQL's own */
  readonly scalars: Readonly<Record<string, GraphQLScalarType>>
  readonly rules: readonly Rules<never>[]
  /** Called once a request scope; what it returns, once an operation */
  readonly createLoaders: (scope: LoaderScope) => (trace: ExecutionTrace) => unknown
  /** The triggers that log changes are generated from this map */
  readonly tags: TagMap
  /** Undefined where no answer changes by time alone */
  readonly nextChange?: NextChange
  readonly sessions: SessionSource
  /** What else resolvers find in their context, beside `OperationContext` */
  readonly contextValues: object
  /** Runs the application's transactions on the connections of the pool. */
  readonly createTransactionClient: (pool: Pool) => TransactionClient<unknown>
}

/** When answers change by time alone, without a write. */
export interface NextChange {
  /** An answer that recorded a tag of one of these types ends at that moment */
  types: readonly string[]
  /** A scalar subquery: the next moment, a `timestamptz`, null where none is foreseen */
  select: string
}

/** Sessions, as the application keeps them. */
export interface SessionSource {
  /** Undefined for a token that is unknown, ended or expired */
  find(token: string, scope: LoaderScope, trace: ExecutionTrace): Promise<FoundSession | undefined>
  /** The tags of the rows that a found session was read from */
  tagsOf(found: FoundSession): readonly (readonly [tag: string, id: number])[]
  /** The key under which a session is remembered, so that the token itself is not remembered */
  cacheKeyOf(token: string): string
}

/** What the engine gives the resolvers of one operation. */
export interface OperationContext {
  /** Replaced when the client signs in; later fields see the new viewer */
  viewer: Viewer
  /** Of the session that the request came with */
  readonly session: number | null
  /** Replaced after each mutation, so that later reads see its writes */
  loaders: unknown
  /** What this operation took from the database so far */
  readonly sql: ExecutionTrace
  /** Where the request came from, as far as the proxies in front are trusted */
  readonly address: string
  readonly transact: Transact<unknown>
  /** Forgets earlier reads: the next reads see the latest writes. */
  refresh(): void
  /** Makes the answer set the session cookie, or take it away. */
  setSessionCookie(token: string | null): void
  /** Records which part of the viewer a rule looked at, and the owner of the row. */
  recordAccess(scope: ViewerScope, owner: number | null): void
}
