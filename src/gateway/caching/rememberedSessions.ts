/**
 * Sessions that were looked up before, remembered until something is written that ends them. A client that signed out,
 * or got another role, is another viewer from the next request on. It does not matter which instance it reaches,
 * because the log of changes informs all instances.
 */
import { LRUCache } from 'lru-cache'
import type { SessionSource } from '../application.ts'
import type { LoaderScope } from '../loaders/scope.ts'
import { entryTags, tagNumbers } from '../tags/entryTags.ts'
import type { TagMap } from '../tags/tagMap.ts'
import type { ExecutionTrace, FoundSession } from '../types.ts'

/** What is known of changes; see the response cache. */
export interface Freshness {
  holds(): boolean
  readonly sequence: number
  isFresh(tags: Int32Array, sequence: number): boolean
  /** The database's clock, ms */
  now(): number
}

export interface RememberedSessions {
  /** At once, for a session that is remembered */
  peek(token: string): FoundSession | undefined
  find(token: string, scope: LoaderScope, trace: ExecutionTrace): Promise<FoundSession | undefined>
  /** Past the remembered sessions: a mutation of this request may have changed it, and the log was not read since */
  findInDatabase: SessionSource['find']
}

interface Remembered {
  found: FoundSession
  tags: Int32Array
  sequence: number
}

const maxSessions = 20_000

export function rememberSessions(source: SessionSource, tagMap: TagMap, freshness: Freshness): RememberedSessions {
  const remembered = new LRUCache<string, Remembered>({ max: maxSessions })

  function peek(token: string): FoundSession | undefined {
    const name = source.cacheKeyOf(token)
    const known = remembered.get(name)
    if (known === undefined || !freshness.holds()) return undefined
    const { sequence } = freshness
    const isValid = known.found.expiresAtMs > freshness.now() && freshness.isFresh(known.tags, known.sequence)
    if (!isValid) {
      remembered.delete(name)
      return undefined
    }
    known.sequence = sequence
    return known.found
  }

  return {
    peek,
    findInDatabase: (token, scope, trace) => source.find(token, scope, trace),
    async find(token, scope, trace) {
      const known = peek(token)
      if (known !== undefined) return known
      const { sequence } = freshness
      const found = await source.find(token, scope, trace)
      if (found === undefined) return undefined
      const tags = sessionTags(tagMap, source.tagsOf(found))
      const isFresh = freshness.holds() && freshness.isFresh(tags, sequence)
      if (isFresh) remembered.set(source.cacheKeyOf(token), { found, tags, sequence })
      return found
    },
  }
}

/** They belong to no operation. */
const noOperation = '00000000'

function sessionTags(tagMap: TagMap, tags: ReturnType<SessionSource['tagsOf']>): Int32Array {
  const recorded = new Map(tags.map(([name, id]) => [tagMap.kindOf(name), new Set([id])]))
  return tagNumbers(entryTags(tagMap, recorded, noOperation))
}
