import { hash } from 'node:crypto'

/**
 * One answer as it is kept: final bytes, and the facts that decide whether they may still be sent. An entry never
 * changes after it is made, except for the encodings that are attached when they are ready and the note of the tag
 * versions. That note says up to which sequence the entry was last found valid in this process.
 */
export interface CacheEntry {
  /** The whole key, opaque; echoed in what Redis keeps */
  readonly key: string
  /** The answer's JSON, not encoded */
  readonly body: Buffer
  /** Strong and quoted, of `body`; the encodings derive theirs from it */
  readonly etag: string
  readonly tags: Int32Array
  /** For the `Cache-Tag` header, bounded in bytes */
  readonly tagText: string
  /** Every transaction below this one had ended before the answer was read (`xid8`) */
  readonly stamp: bigint
  /** The database's clock, ms */
  readonly createdAt: number
  /** The database's clock, ms */
  readonly expiresAt: number
  readonly isPrivate: boolean
  /** Ids of the persons whose things were met, ascending */
  readonly owners: Int32Array
  /** What executing it took, and what an answer from here saves */
  readonly savedMilliseconds: number
  readonly savedStatements: number
  /** Only in memory: the note of the tag versions */
  sequence: number
  br?: Buffer
  gzip?: Buffer
}

/** Strong and quoted */
export const entityTag = (body: Buffer | string): string => `"${hash('sha256', body, 'base64url').slice(0, 27)}"`
