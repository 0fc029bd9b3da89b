/**
 * A tag: what an answer depends on, as a kind and an id. Answers and the log carry 32 bits of it: two tags that share
 * them purge each other's answers, which costs a miss and never more.
 */

export interface Tag {
  kind: number
  /** 0 where the kind has no ids */
  id: number
}

/** Kinds of tags that belong to no table. Numbers of kinds are in stored answers: they never change. */
export const generalKinds = {
  /** On every answer */
  '*': 1,
  /** On every answer; the id is made of the operation's hash */
  operation: 2,
  /** Written by every change of a row of the type, whose number is the id */
  any: 3,
  /** Written in place of the rows' own tags by a statement that changes many of them */
  bulk: 4,
} as const

/**
 * The signed 32 bits of a tag; `cache.tag` in the database gives the same. Multiplying by an odd constant spreads
 * consecutive ids over the high bits (Knuth, The Art of Computer Programming 6.4), from which the slots of the tag
 * versions are taken.
 */
export const tagOf = (kind: number, id: number): number => (Math.imul(kind, kindFactor) + Math.imul(id, idFactor)) | 0

export const kindFactor = 2_246_822_519
export const idFactor = 2_654_435_769

export const everything: Tag = { kind: generalKinds['*'], id: 0 }

/** @param hash SHA-256 of the operation, hexadecimal: its first 31 bits are the id */
export const operationTag = (hash: string): Tag => ({
  kind: generalKinds.operation,
  id: Number.parseInt(hash.slice(0, 8), 16) >>> 1,
})
