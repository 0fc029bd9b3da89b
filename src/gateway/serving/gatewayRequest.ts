import type { Answer } from '../http/answer.ts'
import type { MediaType } from '../http/mediaType.ts'
import type { RequestCaching } from '../http/requestCaching.ts'
import type { SqlMeter } from '../loaders/scope.ts'
import type { RequestLife } from '../requestLife.ts'

export interface GatewayRequest {
  method: 'GET' | 'POST'
  /** The session's token, if the request came with one */
  token: string | undefined
  /** Where it came from, as far as the proxies in front are trusted */
  address: string
  /** Of the answer */
  mediaType: MediaType
  /** Monotonic */
  arrivedAtMs: number
  /** How long its answer is waited for */
  life: RequestLife
  caching: RequestCaching
  /** One request, or an array of them */
  body: unknown
  /** Its bytes as they came, where the same bytes may come again: the URL of a GET, the body of a POST (latin1) */
  raw: string | undefined
}

export interface GatewayAnswer extends Answer {
  sql: SqlMeter
  /** A token to set as the session cookie, null to take the cookie away */
  sessionCookie?: string | null
}
