import { hash } from 'node:crypto'

/**
 * One answer as it is kept: final bytes and what is needed to say whether they may still be sent. Nothing of it changes
 * once it is made, but for the encodings that are attached when they are ready and the note of the fence, which says up
 * to where the entry was last found valid in this process.
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
  /** What executing it took, and an answer from here saves */
  readonly savedMilliseconds: number
  readonly savedStatements: number
  /** Only in memory: the fence's note */
  sequence: number
  br?: Buffer
  gzip?: Buffer
}

/** Strong and quoted */
export const entityTag = (body: Buffer | string): string => `"${hash('sha256', body, 'base64url').slice(0, 27)}"`
