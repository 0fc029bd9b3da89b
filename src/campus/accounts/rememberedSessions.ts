/**
 * Sessions that were looked up before, for as long as nothing was written that ends them: who signed out, or got another
 * role, is another from the next request on, whichever instance it meets, since the same log tells of both.
 */
import { LRUCache } from 'lru-cache'
import type { LoaderScope, SqlMeter } from '../../gateway/loaders/scope.ts'
import { entryTags, tagNumbers } from '../../gateway/tags/entryTags.ts'
import { kindOf } from '../../gateway/tags/tag.ts'
import { type FoundSession, findSession, tokenHash } from './sessions.ts'

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
  find(token: string, scope: LoaderScope, meter: SqlMeter): Promise<FoundSession | undefined>
  /** Past what is remembered: a mutation of this request may have changed it, and the log was not read since */
  findInDatabase: typeof findSession
}

interface Remembered {
  found: FoundSession
  tags: Int32Array
  sequence: number
}

const mostSessions = 20_000

export function rememberSessions(freshness: Freshness): RememberedSessions {
  const remembered = new LRUCache<string, Remembered>({ max: mostSessions })

  function peek(token: string): FoundSession | undefined {
    const name = tokenHash(token)
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
    findInDatabase: findSession,
    async find(token, scope, meter) {
      const known = peek(token)
      if (known !== undefined) return known
      const { sequence } = freshness
      const found = await findSession(token, scope, meter)
      if (found === undefined) return undefined
      const tags = sessionTags(found)
      const isFresh = freshness.holds() && freshness.isFresh(tags, sequence)
      if (isFresh) remembered.set(tokenHash(token), { found, tags, sequence })
      return found
    },
  }
}

/** No operation stands behind them. */
const noOperation = '00000000'

function sessionTags({ session, viewer }: FoundSession): Int32Array {
  const recorded = new Map([
    [kindOf('Session'), new Set([session])],
    [kindOf('User'), new Set([viewer.id])],
  ])
  return tagNumbers(entryTags(recorded, noOperation))
}
