/**
 * A tag: what an answer depends on, as a kind and an id. Answers and the log carry 32 bits of it: two tags that share
 * them purge each other's answers, which costs a miss and never more.
 */
import {
  generalKinds,
  kinds,
  type TaggedTable,
  type TagName,
  type TypeName,
  taggedTables,
  typeNumbers,
} from '../../campus/cacheTags.ts'

export interface Tag {
  kind: number
  /** 0 where the kind has no ids */
  id: number
}

/**
 * The signed 32 bits of a tag; `cache.tag` in the database gives the same. Multiplying by an odd constant spreads
 * consecutive ids over the high bits (Knuth, The Art of Computer Programming 6.4), which the fence takes its slots from.
 */
export const tagOf = (kind: number, id: number): number => (Math.imul(kind, kindFactor) + Math.imul(id, idFactor)) | 0

export const kindFactor = 2_246_822_519
export const idFactor = 2_654_435_769

const kindByName = new Map(kinds.map((kind) => [kind.name, kind]))
const kindByNumber = new Map(kinds.map((kind) => [kind.kind, kind]))
const typeByNumber = new Map(Object.entries(typeNumbers).map(([name, number]) => [number as number, name as TypeName]))

export function kindOf(name: TagName): number {
  const kind = kindByName.get(name)
  if (kind === undefined) throw new Error(`There is no tag ${name}.`)
  return kind.kind
}

/** The tag of a row of the table by its id, and that of all its rows, where its changes write such tags. */
export function tagsOfTable(table: string): { row: TagName | undefined; list: TagName | undefined } {
  const own: Record<string, { column?: string }> | undefined = (taggedTables as Record<string, TaggedTable>)[table]
    ?.tags
  const names = Object.keys(own ?? {}) as TagName[] // the keys of which the type is made
  return {
    row: names.find((name) => own?.[name]?.column === 'id'),
    list: names.find((name) => own?.[name]?.column === undefined),
  }
}

/** Of the tag of a row by its id; undefined for a type whose rows have none. */
export const rowTagKind = (model: string): number | undefined =>
  kinds.find(({ name, column }) => name === model && column === 'id')?.kind

/** The type whose rows' changes write tags of this kind; undefined for the general kinds. */
export const typeOf = (kind: number): TypeName | undefined => kindByNumber.get(kind)?.type

export const everything: Tag = { kind: generalKinds['*'], id: 0 }
export const anyOf = (type: TypeName): Tag => ({ kind: generalKinds.any, id: typeNumbers[type] })
export const bulkOf = (type: TypeName): Tag => ({ kind: generalKinds.bulk, id: typeNumbers[type] })

/** @param hash SHA-256 of the operation, hexadecimal: its first 31 bits are the id */
export const operationTag = (hash: string): Tag => ({
  kind: generalKinds.operation,
  id: Number.parseInt(hash.slice(0, 8), 16) >>> 1,
})

/** As people and CDNs read it: `Space:42`, `Space.bookings:42`, `buildings`, `any:Space`, `operation:1f00ab3c`, `*`. */
export function describeTag({ kind, id }: Tag): string {
  if (kind === generalKinds['*']) return '*'
  if (kind === generalKinds.operation) return `operation:${(id * 2).toString(16).padStart(8, '0')}`
  if (kind === generalKinds.any) return `any:${typeByNumber.get(id)}`
  if (kind === generalKinds.bulk) return `bulk:${typeByNumber.get(id)}`
  const known = kindByNumber.get(kind)
  if (known === undefined) throw new Error(`There is no tag of the kind ${kind}.`)
  return known.column === undefined ? known.name : `${known.name}:${id}`
}

/** The inverse of `describeTag`; undefined for what is no tag. */
export function parseTag(text: string): Tag | undefined {
  if (text === '*') return everything
  const [, name = '', rest] = /^([A-Za-z.]+)(?::(\w+))?$/.exec(text) ?? []
  const kind = kinds.find((candidate) => candidate.name === name)
  if (kind?.column === undefined)
    return rest === undefined ? kind && { kind: kind.kind, id: 0 } : generalTag(name, rest)
  const id = /^[1-9]\d{0,9}$/.test(rest ?? '') ? Number(rest) : Number.NaN
  return id < 2 ** 31 ? { kind: kind.kind, id } : undefined
}

function generalTag(name: string, rest: string): Tag | undefined {
  if (name === 'operation') return /^[0-9a-f]{8,64}$/i.test(rest) ? operationTag(rest) : undefined
  const [type] = [...typeByNumber.values()].filter((candidate) => candidate === rest)
  if (type === undefined) return undefined
  if (name === 'any') return anyOf(type)
  return name === 'bulk' ? bulkOf(type) : undefined
}
