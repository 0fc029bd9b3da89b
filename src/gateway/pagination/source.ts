/** What a connection reads from: a table, or anything with columns, under one filter and one order. */

import type { Columns } from '../database/columns.ts'
import type { Sql } from '../database/sql.ts'
import type { Viewer } from '../types.ts'
import type { OrderKey } from './orderKey.ts'

/** A selection with its order. The statement calls its rows `t`. */
export interface Selection<Tag extends string = string> {
  columns: Columns
  from: Sql
  /** Conditions, all of which hold */
  where: Sql[]
  /** Unique as a whole */
  orderBy: OrderKey[]
  /** Lists that it depends on besides its own; `none` where changes write no tag, so that no answer is kept */
  tags?: readonly Tag[] | 'none'
}

/**
 * How the arguments of a connection become a selection. It runs before anything is batched, so that its errors (a
 * malformed id, an end before a start) belong to the field that asked.
 *
 * @param viewer the viewer who asks: a list that reads it differs for every viewer
 */
export type Source<Args, Tag extends string = string, Of extends Viewer = Viewer> = (
  args: Args,
  viewer: () => Of,
) => Selection<Tag>

/** A selection with a name: equal `arguments` mean equal selections, for one viewer. */
export interface Question {
  arguments: string
  selection: Selection
  /** Whether it differs for every viewer */
  asksViewer: boolean
}

export function createQuestion<Args extends object>(args: Args, source: Source<Args>, viewer: () => Viewer): Question {
  let asksViewer = false
  const selection = source(args, () => {
    asksViewer = true
    return viewer()
  })
  return { arguments: canonicalArguments(args), selection, asksViewer }
}

/**
 * One text for equal arguments: keys are in order, and an empty value leaves nothing, so that leaving a filter out and
 * giving an empty one are the same question.
 * @internal
 */
export const canonicalArguments = (args: object): string => JSON.stringify(canonical(args)) ?? '{}'

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, canonical(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
