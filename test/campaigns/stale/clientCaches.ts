/**
 * Readers that keep what they were answered, and ask whether it still holds with what browsers add to that. What a 304
 * leaves them with counts as answered at this moment.
 */
import type { Random } from '../../../src/campus/seeding/random.ts'
import type { HttpAnswer, HttpRequest } from '../../support/httpGateway.ts'

interface Conditional {
  request: HttpRequest
  /** The answer's body as the client has it then; undefined where it has none */
  bodyAfter(answer: HttpAnswer): string | undefined
}

export interface ClientCache {
  ask(operation: { query: string; variables: object }, headers: Record<string, string>): Conditional
}

const cacheControls = ['no-cache', 'max-age=0', 'no-store', '']

export function createClientCache(random: Random): ClientCache {
  const held = new Map<string, { etag: string; body: string }>()
  return {
    ask({ query, variables }, headers) {
      const path = `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`
      const key = `${path} ${headers.authorization ?? ''}`
      const known = held.get(key)
      const asked = random.pick(cacheControls)
      const own = {
        ...headers,
        ...(asked !== '' && { 'cache-control': asked }),
        ...(known && { 'if-none-match': known.etag }),
      }
      return {
        request: { path, headers: own },
        bodyAfter(answer) {
          if (answer.status === 304) return known?.body
          if (answer.status !== 200) return undefined
          const body = answer.body.toString()
          const { etag } = answer.headers
          if (etag !== undefined) held.set(key, { etag, body })
          return body
        },
      }
    },
  }
}
