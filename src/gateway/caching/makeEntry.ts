/** Makes an entry from the result of an execution, or says why there is none. */

import type { Mark } from '../invalidation/invalidation.ts'
import { entryTags, tagNumbers } from '../tags/entryTags.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { type ExecutionRecorder, isWithin } from './createRecorder.ts'
import type { Question } from './question.ts'
import { type CacheEntry, entityTag } from './store/entry.ts'

export interface Executed {
  /** The answer as it would be kept; undefined when it has errors */
  body: Buffer | undefined
  sql: { statements: number; milliseconds: number }
  /** Taken before the first read of its loaders */
  mark: Mark
}

export interface Making {
  question: Question
  recorder: ExecutionRecorder
  tags: TagMap
  /** The database's clock, ms */
  now: number
  /** From 0 up to 1, so that entries that were made together do not end together */
  chance: number
}

export type Made = { entry: Omit<CacheEntry, 'key'> } | { reason: string }

/** CDNs take some 16 kB of headers in all; the coarse tags come first and are always among these. */
const maxTagBytes = 4000
/** Part of the lifetime by which entries differ */
const jitter = 0.1

export function makeEntry({ body, sql, mark }: Executed, making: Making): Made {
  const { question, recorder, now } = making
  if (body === undefined) return { reason: 'errors' }
  if (recorder.isUntagged) return { reason: 'untagged' }
  // A rule looked at more of the viewer than it says: a mistake of ours, which must not become a leak.
  if (!isWithin(recorder.lookedAt, question.looksAt)) return { reason: 'scope' }
  const lifetimeMs = question.maxAgeSeconds * 1000 * (1 - jitter * making.chance)
  const lapse = recorder.dependsOnNow ? mark.nextChangeAt - 1 : Number.POSITIVE_INFINITY
  const expiresAt = Math.min(now + lifetimeMs, lapse)
  if (!(expiresAt > now)) return { reason: 'lifetime' }
  const tags = entryTags(making.tags, recorder.tags, question.operationHash)
  return {
    entry: {
      body,
      etag: entityTag(body),
      tags: tagNumbers(tags),
      tagText: joined(tags.map((tag) => making.tags.describe(tag))),
      stamp: mark.stamp,
      createdAt: now,
      expiresAt,
      isPrivate: question.looksAt !== 'nobody',
      owners: Int32Array.from([...recorder.owners].sort((a, b) => a - b)),
      savedMilliseconds: sql.milliseconds,
      savedStatements: sql.statements,
      sequence: mark.sequence,
    },
  }
}

function joined(tags: string[]): string {
  let text = ''
  for (const tag of tags) {
    if (text.length + tag.length + 1 > maxTagBytes) break
    text += text === '' ? tag : `,${tag}`
  }
  return text
}
