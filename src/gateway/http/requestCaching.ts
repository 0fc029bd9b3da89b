/** What a request's `Cache-Control` asks of the cache (RFC 9111 §5.2.1). */
import type { IncomingHttpHeaders } from 'node:http'
import type { RequestCaching } from '../types.ts'

export function requestCaching(method: string | undefined, headers: IncomingHttpHeaders): RequestCaching {
  const asked = headers['cache-control']
  if (asked === undefined) return 'any'
  const directives = asked.toLowerCase().split(',').map(withoutSpaces)
  if (directives.includes('no-store')) return 'executed'
  if (!directives.some(asksForFresh)) return 'any'
  // An entry that the gateway serves is fresh: whether it is what the client holds is all there is to find out.
  const isConditional = (method === 'GET' || method === 'HEAD') && headers['if-none-match'] !== undefined
  return isConditional ? 'validated' : 'executed'
}

const withoutSpaces = (text: string): string => text.replaceAll(/\s/g, '')

/** A field may name what must not be cached (`no-cache="set-cookie"`): that is for answers, and taken for the whole here. */
const asksForFresh = (directive: string): boolean => /^(no-cache(=.*)?|max-age="?0+"?)$/.test(directive)
