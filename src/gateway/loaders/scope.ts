/**
 * What the loaders of one request share. A batch array has one scope and as many operations as entries. The loaders are
 * shared, but the cost of each statement is counted on the operation that asked first.
 */

import type { ColumnNeeds } from '../database/columns.ts'
import type { Read } from '../database/reader.ts'
import type { Sql } from '../database/sql.ts'
import { publishSql } from '../diagnostics.ts'
import type { Life } from '../requestLife.ts'
import type { ExecutionTrace, StatementTrace, Viewer } from '../types.ts'

/** Further statements of one operation are not recorded. */
const maxTraced = 50

function startTrace({ sent }: ExecutionTrace, statement: StatementTrace['statement']): StatementTrace {
  const traced: StatementTrace = { statement, startedAtMs: performance.now(), milliseconds: undefined }
  if (sent !== undefined && sent.length < maxTraced) sent.push(traced)
  return traced
}

function endTrace(meter: ExecutionTrace, traced: StatementTrace): void {
  traced.milliseconds = performance.now() - traced.startedAtMs
  meter.milliseconds += traced.milliseconds
  publishSql(traced.statement.text, traced.milliseconds)
}

export interface LoaderScope {
  /** What the operation can use of the rows it reads; undefined if it may use anything */
  needs: ColumnNeeds | undefined
  /** The viewer, for lists that depend on it */
  viewer(): Viewer
  read<Row>(statement: Sql, meter: ExecutionTrace): Promise<Row[]>
  /** Runs a batch when no read under way could still add to it. */
  schedule(dispatch: () => void): void
}

/** A loader of one request, as seen by one of its operations. */
export type LoaderDefinition<L> = (scope: LoaderScope) => (meter: ExecutionTrace) => L

export interface ScopeOptions {
  viewer?(): Viewer
  needs?: ColumnNeeds | undefined
  /** Life of the requests that it reads for */
  life?: Life | undefined
}

/**
 * Batches leave in waves: a wave waits until every statement of the one before has answered and its readers have asked
 * for what they need next. So the number of statements depends only on the operation's shape, never on which answer
 * came first. The price is that a level waits for its slowest statement.
 */
export function createLoaderScope(read: Read, { viewer = () => null, needs, life }: ScopeOptions = {}): LoaderScope {
  let underWay = 0
  let waiting: (() => void)[] = []

  function leave(): void {
    if (underWay > 0) return
    const wave = waiting
    waiting = []
    for (const dispatch of wave) dispatch()
  }

  return {
    viewer,
    needs,
    async read<Row>(statement: Sql, meter: ExecutionTrace): Promise<Row[]> {
      if (life?.reason !== undefined) throw life.reason
      underWay++
      meter.statements++
      if (meter.isRegistered) statement.isRegistered = true
      const traced = startTrace(meter, statement)
      try {
        return await read<Row>(statement, life)
      } finally {
        endTrace(meter, traced)
        underWay--
        if (underWay === 0) afterPromises(leave)
      }
    },
    schedule(dispatch) {
      waiting.push(dispatch)
      if (underWay === 0 && waiting.length === 1) afterPromises(leave)
    },
  }
}

/** After every promise callback that is already due: resolvers of one level ask through a few of those. */
function afterPromises(run: () => void): void {
  Promise.resolve().then(() => process.nextTick(run))
}
