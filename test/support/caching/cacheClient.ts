/**
 * Gateways whose answers may come from the cache, every way of asking them, and where an answer says that it came from.
 */
import { hash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { GatewayOptions } from '../harness.ts'
import { type HttpAnswer, type HttpGateway, startHttpGateway } from '../httpGateway.ts'

/** Ready to answer from its cache */
export async function startCachingGateway(options: GatewayOptions = {}): Promise<HttpGateway> {
  const gateway = await startHttpGateway({ ...options, env: { CACHE_MEMORY_MB: '16', ...options.env } })
  // Commands use this too, and what vitest has for waiting is for tests alone.
  const deadline = performance.now() + maxReadyMs
  let status = ''
  while (!status.startsWith('hit')) {
    if (performance.now() > deadline) throw new Error(`The cache is not ready: ${status}`)
    const { headers } = await gateway.post({ query: '{ terms { ready: id } }' })
    status = statusOf(headers)
    await setTimeout(5)
  }
  return gateway
}

const maxReadyMs = 30_000

/** `hit`, `fwd=miss`, `fwd=bypass; detail=first` … */
export const statusOf = (headers: HttpAnswer['headers']): string =>
  String(headers['cache-status'])
    .replace(/^compax; /, '')
    .replace(/; ttl=\d+$/, '')

export interface Operation {
  query: string
  variables?: object
}

export const sha256 = (text: string): string => hash('sha256', text)
const byHash = (query: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } })

export type Ask = (gateway: HttpGateway, operation: Operation, headers?: Record<string, string>) => Promise<HttpAnswer>

/** Of one answer each, whose data is that of the operation alone */
export const ways: Record<Way, Ask> = {
  'POST text': (gateway, { query, variables }, headers) => gateway.post({ query, variables }, headers),
  'POST hash': (gateway, { query, variables }, headers) => gateway.post({ variables, ...byHash(query) }, headers),
  'POST both': (gateway, { query, variables }, headers) =>
    gateway.post({ variables, query, ...byHash(query) }, headers),
  'POST id': (gateway, { query, variables }, headers) =>
    gateway.post({ documentId: `sha256:${sha256(query)}`, variables }, headers),
  'GET text': (gateway, { query, variables = {} }, headers) => gateway.get({ query, variables }, headers),
  'GET hash': (gateway, { query, variables = {} }, headers) => gateway.get({ variables, ...byHash(query) }, headers),
}

export type Way = 'POST text' | 'POST hash' | 'POST both' | 'POST id' | 'GET text' | 'GET hash'

export function bodyOf({ headers, body }: HttpAnswer): string {
  const encoding = headers['content-encoding']
  if (encoding === 'br') return brotliDecompressSync(body).toString()
  return (encoding === 'gzip' ? gunzipSync(body) : body).toString()
}

/** Data and errors, without what says how they came about */
export function answerOf(answer: HttpAnswer): string {
  const { data, errors } = JSON.parse(bodyOf(answer))
  return JSON.stringify({ data, errors })
}

export const fresh = { 'cache-control': 'no-cache' }

/** An answer that is made for the client that asks */
export const ask: Ask = (gateway, operation, headers) => ways['POST text'](gateway, operation, headers)

/** Asks until the answer comes from the cache. */
export async function warm(
  gateway: HttpGateway,
  operation: Operation,
  headers?: Record<string, string>,
): Promise<HttpAnswer> {
  const seen: string[] = []
  for (let tries = 0; tries < 5; tries++) {
    const answer = await ask(gateway, operation, headers)
    if (statusOf(answer.headers) === 'hit') return answer
    seen.push(statusOf(answer.headers))
  }
  throw new Error(`${operation.query} is not kept: ${seen.join(', ')}`)
}
