/**
 * The driver's client for one connection, with its options set by hand: it queues nothing while it is offline and never
 * reconnects by itself. A connection that has failed is thrown away with everything on its way, and a new one is made.
 * So a late answer is never taken for the answer to another question.
 */
import type KeyvRedis from '@keyv/redis'
import {
  createClient,
  createCluster,
  RESP_TYPES,
  type RedisFunctions,
  type RedisModules,
  type RedisScripts,
  type RespVersions,
  type TypeMapping,
} from '@redis/client'
import type { RedisAddress } from './redisUrl.ts'

/** Any of the driver's clients, as Keyv's store takes it */
export type KeyvClient = KeyvRedis<unknown>['client']

export interface RedisClient {
  readonly forKeyv: KeyvClient
  connect(): Promise<unknown>
  /** At once; what waits for an answer is rejected */
  destroy(): void
}

/** The client of one server, or of a cluster. `onLost` may be called more than once. */
export function createRedisClient(
  address: RedisAddress,
  connectTimeoutMs: number,
  onLost: (error: unknown) => void,
): RedisClient {
  const client = address.kind === 'cluster' ? ofCluster(address, connectTimeoutMs) : ofServer(address, connectTimeoutMs)
  for (const event of lostEvents) client.on(event, (error: unknown) => onLost(error))
  return {
    forKeyv: client,
    connect: () => client.connect(),
    destroy() {
      // The driver throws for a client that has closed by itself; nothing more must be done.
      try {
        client.destroy()
      } catch {}
    },
  }
}

/** Events of a server's client, and of the clients inside a cluster's client */
const lostEvents = ['error', 'end', 'node-error', 'node-disconnect']

/** Values are bytes, not texts. */
const commandOptions: { typeMapping: TypeMapping } = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } }

function ofServer(address: RedisAddress, connectTimeoutMs: number) {
  const [{ host, port }] = address.nodes
  const { socket, ...options } = serverOptions(address, connectTimeoutMs)
  return createClient<RedisModules, RedisFunctions, RedisScripts, RespVersions, TypeMapping>({
    ...options,
    socket: { ...socket, host, port },
    database: address.database,
    commandOptions,
  })
}

function ofCluster(address: RedisAddress, connectTimeoutMs: number) {
  const { socket, ...options } = serverOptions(address, connectTimeoutMs)
  return createCluster<RedisModules, RedisFunctions, RedisScripts, RespVersions, TypeMapping>({
    rootNodes: address.nodes.map(({ host, port }) => ({ socket: { ...socket, host, port } })),
    defaults: { ...options, socket },
    maxCommandRedirections: 3,
    commandOptions,
  })
}

export function serverOptions({ username, password, tls }: Partial<RedisAddress>, connectTimeoutMs: number) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled' as const,
    socket: {
      ...(tls === true ? { tls } : {}),
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false as const,
    },
  }
}
