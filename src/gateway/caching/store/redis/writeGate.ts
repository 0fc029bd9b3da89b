/**
 * Holds back writes that are of no use: so many are under way that Redis does not keep up, or Redis refuses them (it is
 * full, or a replica). A refusal says nothing against reading.
 */
import type { Schedule } from './breaker.ts'
import { isRefusal } from './redisConnection.ts'

const maxBytesUnderWay = 8 * 2 ** 20
const pauseAfterRefusalMs = 1000

export interface WriteGate {
  readonly isOpen: boolean
  pass(connection: object, bytes: number, write: () => Promise<void>): Promise<void>
  /** Whether a master that took writes now refuses them as a replica: the master is somewhere else now. */
  wasDemoted(connection: object, error: unknown): boolean
  stop(): void
}

export function createWriteGate(schedule: Schedule): WriteGate {
  const hasWritten = new WeakSet<object>()
  let bytesUnderWay = 0
  let refused = false
  let cancel = () => {}

  function pause(): void {
    if (refused) return
    refused = true
    cancel = schedule(() => {
      refused = false
    }, pauseAfterRefusalMs)
  }

  return {
    get isOpen() {
      return !refused && bytesUnderWay < maxBytesUnderWay
    },
    async pass(connection, bytes, write) {
      bytesUnderWay += bytes
      try {
        await write()
        hasWritten.add(connection)
      } catch (error) {
        if (isRefusal(error)) pause()
        throw error
      } finally {
        bytesUnderWay -= bytes
      }
    },
    wasDemoted: (connection, error) =>
      isRefusal(error) && error.message.startsWith('READONLY') && hasWritten.has(connection),
    stop: () => cancel(),
  }
}
