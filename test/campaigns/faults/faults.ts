/** What can be wrong with a Redis: how it is brought about, and how it ends. */
import type { FaultyProxy } from '../../support/caching/faultyProxy.ts'
import type { RedisServer } from '../../support/caching/redisServer.ts'

export interface CacheUnavailable {
  name: string
  begin(): Promise<unknown> | unknown
  end(): Promise<unknown> | unknown
  /** Done again and again while it lasts: what is wrong with values is written over by the next answer. */
  again?(): Promise<unknown>
}

const keys = `redis.call('KEYS', 'compax:answer:*')`
const forEachKey = (command: string) => `for _, key in ipairs(${keys}) do ${command} end`

export function troublesOf(proxy: FaultyProxy, redis: RedisServer): CacheUnavailable[] {
  const heal = () => proxy.heal()
  const through = (name: string, fault: FaultyProxy['fault']): CacheUnavailable => ({
    name,
    begin: () => {
      proxy.fault = fault
    },
    end: heal,
  })
  const spoiled = (name: string, command: string): CacheUnavailable => {
    const again = () => redis.admin('EVAL', forEachKey(command), '0')
    return { name, begin: again, again, end: () => redis.admin('FLUSHALL') }
  }
  return [
    { name: 'dead', begin: () => proxy.die(), end: heal },
    { name: 'hung', begin: () => redis.signal('SIGSTOP'), end: () => redis.signal('SIGCONT') },
    {
      name: 'slow',
      begin: () => {
        proxy.delayMs = 200
      },
      end: heal,
    },
    { name: 'refusing', begin: () => proxy.refuse(), end: heal },
    through('loading', () => Buffer.from('-LOADING Redis is loading the dataset in memory\r\n'.repeat(50))),
    {
      name: 'full',
      begin: () => redis.admin('CONFIG', 'SET', 'maxmemory', '1'),
      end: () => redis.admin('CONFIG', 'SET', 'maxmemory', '0'),
    },
    {
      name: 'read-only',
      begin: () => redis.admin('REPLICAOF', '127.0.0.1', '1'),
      end: () => redis.admin('REPLICAOF', 'NO', 'ONE'),
    },
    spoiled('wrong type', `redis.call('DEL', key) redis.call('LPUSH', key, 'x')`),
    spoiled('garbage', `redis.call('SET', key, '\\1\\2 garbage \\255')`),
    spoiled(
      'truncated',
      `if redis.call('TYPE', key).ok == 'string' then redis.call('SET', key, string.sub(redis.call('GET', key), 1, -20)) end`,
    ),
    through('no protocol', () => Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n<html>'.repeat(20))),
    through('cut off', (answer, end) => {
      end()
      return answer.subarray(0, answer.length >> 1)
    }),
  ]
}
