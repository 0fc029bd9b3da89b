/**
 * A work: one question that a screen asks, in two dialects. Ours and most peers share a schema; PostGraphile makes its
 * own from the tables, so there the same question is written in other words, and its answer is read back.
 */
import type { Campus } from './campus.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Variables = { [name: string]: Json }

export const readWorks = ['finder', 'building', 'week', 'one', 'wide', 'deep-page'] as const
export type ReadWork = (typeof readWorks)[number]

export type DialectName = 'relay' | 'postgraphile'

interface Dialect {
  operation: string
  /** Its own form of what `Work.pool` gives, where that is another. */
  variables?(variables: Variables): Variables
  /** Its answer's data in the shape of the shared schema, where that is another. */
  read?(data: Json): Json
}

export interface Work {
  name: ReadWork
  title: string
  /** At least a hundred different variables, so that no text with its variables is asked twice in a row. */
  pool(campus: Campus): Variables[]
  /** Its variables are cursors of this operation, which each server has to be asked for. */
  isPaged?: boolean
  dialects: Record<DialectName, Dialect>
}

export const poolSize = 120

export const poolOf = (make: (index: number) => Variables): Variables[] =>
  Array.from({ length: poolSize }, (_, index) => make(index))
