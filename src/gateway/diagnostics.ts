/**
 * Channels of `node:diagnostics_channel` that tools in the process (tracers, profilers) may subscribe to. A message is put
 * together only while a channel has subscribers. None holds a value that a client sent.
 */
import { channel } from 'node:diagnostics_channel'

/** An entry of a request, when its answer is ready to be sent */
export interface RequestMessage {
  /** The name that it is registered under, else `other` */
  operation: string
  hash?: string | undefined
  outcome: 'ok' | 'error'
  /** From the arrival of the request */
  milliseconds: number
  statements: number
  /** Together, of the statements */
  sqlMilliseconds: number
  /** The header `Cache-Status` of its answer; undefined for what was refused */
  cacheStatus: string | undefined
}

export interface CacheMessage {
  event: 'hit' | 'miss' | 'bypass' | 'stale' | 'stored' | 'notStored'
  operation: string
  /** Of a hit */
  tier?: 'memory' | 'redis'
  /** Why nothing was kept, or looked for */
  reason?: string
}

const requestChannel = channel('compax.request')
const sqlChannel = channel('compax.sql')
const cacheChannel = channel('compax.cache')

export const hasRequestSubscribers = (): boolean => requestChannel.hasSubscribers
export const publishRequest = (message: RequestMessage): void => requestChannel.publish(message)

/** Of a statement, when its answer is there. @param text as it was prepared, without its values */
export function publishSql(text: string, milliseconds: number): void {
  if (sqlChannel.hasSubscribers) sqlChannel.publish({ text, milliseconds })
}

export const hasCacheSubscribers = (): boolean => cacheChannel.hasSubscribers
export const publishCache = (message: CacheMessage): void => cacheChannel.publish(message)
