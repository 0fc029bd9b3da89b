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
  /** Wait for the next connection, if a read is worth a second try */
  readonly recoverMs: number
}

export interface RedisConnection {
  /** Framed bytes; a text if anything else is there; undefined if nothing is there */
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
    // A little more than the driver's own deadline, which does not count the steps after the socket is open.
    await withDeadline(client.connect(), deadlines.connectMs + deadlines.writeMs)
    await connection.read('probe')
    return connection
  } catch (error) {
    client.destroy()
    throw error
  }
}

/** The server answered that it refuses, so nothing is wrong with the connection. */
export const isRefusal = (error: unknown): error is Error => error instanceof ErrorReply

/** Keyv passes this result to its store unchanged, and bytes must stay bytes. */
const asItIs: Serialize = (data) => data as unknown as string // bytes, which its types do not know

/** Keyv calls it only for texts, and no value of ours is a text. */
const wrapped: Deserialize = <Value>(text: string) => ({ value: text as Value }) // its caller asked for `unknown`
