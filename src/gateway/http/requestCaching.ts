/** What a request's `Cache-Control` asks of the cache (RFC 9111 §5.2.1). */
import type { IncomingHttpHeaders } from 'node:http'
import type { RequestCaching } from '../types.ts'

export function requestCaching(method: string | undefined, headers: IncomingHttpHeaders): RequestCaching {
  const asked = headers['cache-control']
  if (asked === undefined) return 'any'
  const directives = asked.toLowerCase().split(',').map(withoutSpaces)
  if (directives.includes('no-store')) return 'executed'
  if (!directives.some(asksForFresh)) return 'any'
  // Every entry that the gateway serves is fresh, so the only question left is whether the client holds it.
  const isConditional = (method === 'GET' || method === 'HEAD') && headers['if-none-match'] !== undefined
  return isConditional ? 'validated' : 'executed'
}

const withoutSpaces = (text: string): string => text.replaceAll(/\s/g, '')

/**
 * `no-cache="set-cookie"` may name a field that must not be cached. That form is for answers, and counts for the whole
 * here.
 */
const asksForFresh = (directive: string): boolean => /^(no-cache(=.*)?|max-age="?0+"?)$/.test(directive)
