/** One connection to Redis, through Keyv, on which every command has its deadline. */
import { ErrorReply } from '@redis/client'
import Keyv, { type Deserialize, type Serialize } from 'keyv'
import { withDeadline } from './deadline.ts'
import { createRedisAdapter } from './redisAdapter.ts'
import { createRedisClient } from './redisClient.ts'
import type { RedisAddress } from './redisUrl.ts'
import { findMaster } from './sentinels.ts'

export interface Deadlines {
  readonly connectMs: number
  readonly readMs: number
  readonly writeMs: number
  /** For the next connection, where a read is worth a second try */
  readonly recoverMs: number
}

export interface RedisConnection {
  /** Framed bytes; a text for whatever else is there; undefined for nothing */
  read(key: string): Promise<unknown>
  write(key: string, value: Buffer, ttlMs: number): Promise<void>
  destroy(): void
}

/** Resolves when a read was answered, rejects otherwise. `onLost` is called at any time after. */
export async function connectRedis(
  address: RedisAddress,
  deadlines: Deadlines,
  onLost: (error: unknown) => void,
): Promise<RedisConnection> {
  const server = address.kind === 'sentinel' ? await findMaster(address, deadlines.connectMs) : address
  const client = createRedisClient(server, deadlines.connectMs, onLost)
  const keyv = new Keyv({
    store: createRedisAdapter(client.forKeyv),
    serialize: asItIs,
    deserialize: wrapped,
    useKeyPrefix: false,
    throwOnErrors: true,
  })
  keyv.namespace = undefined
  const connection: RedisConnection = {
    read: (key) => withDeadline(keyv.get<unknown>(key), deadlines.readMs),
    async write(key, value, ttlMs) {
      await withDeadline(keyv.set(key, value, ttlMs), deadlines.writeMs)
    },
    destroy: client.destroy,
  }
  try {
    // A little more than the driver's own, which does not count what comes after the socket is open.
    await withDeadline(client.connect(), deadlines.connectMs + deadlines.writeMs)
    await connection.read('probe')
    return connection
  } catch (error) {
    client.destroy()
    throw error
  }
}

/** The server answered, and the answer was that it will not: nothing is wrong with the connection. */
export const isRefusal = (error: unknown): error is Error => error instanceof ErrorReply

/** Keyv hands on to its store what this gives, whatever it is, and bytes are to stay bytes. */
const asItIs: Serialize = (data) => data as unknown as string // bytes, which its types do not know

/** Keyv calls it for texts only, and none of ours is one. */
const wrapped: Deserialize = <Value>(text: string) => ({ value: text as Value }) // its caller asked for `unknown`
