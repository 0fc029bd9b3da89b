/** Answers of PostGraphile, whose ids are the tables' own, in the shape of the shared schema. */
import { decodeGlobalId, encodeGlobalId } from '../../src/gateway/schema/globalId.ts'
import type { Json } from './work.ts'

/** An object, or nothing in it: what is missing shows when answers are compared. */
export const record = (value: Json | undefined): { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

export function connection(value: Json | undefined, read: (node: Json) => Json): Json {
  const { nodes, ...rest } = record(value)
  return { ...rest, nodes: Array.isArray(nodes) ? nodes.map(read) : [] }
}

/** A row with its id made global; null stays null. */
export const node =
  (type: string) =>
  (row: Json | undefined): Json =>
    row === null || row === undefined ? null : { ...record(row), id: globalId(type, record(row).id) }

export const spaceId = (id: Json | undefined): Json => globalId('Space', id)

export const rowId = (id: Json): Json => decodeGlobalId(String(id)).id

const globalId = (type: string, id: Json | undefined): Json =>
  typeof id === 'number' ? encodeGlobalId(type, id) : (id ?? null)
