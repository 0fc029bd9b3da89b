/**
 * Everything that can go wrong with a Redis. No fault may cause an error, or an answer that belongs to another
 * question. The gateway must use Redis again by itself when it is well.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { entryOf } from '../../support/caching/entries.ts'
import { type FaultyProxy, startFaultyProxy } from '../../support/caching/faultyProxy.ts'
import { type Desk, impatient, openDesk, readAThousand, waiting } from '../../support/caching/redisDesk.ts'
import { type RedisServer, skipWithoutRedis, startRedis } from '../../support/caching/redisServer.ts'

let redis: RedisServer
let proxy: FaultyProxy
let desk: Desk
const keys = Array.from({ length: 20 }, (_, index) => `key${index}`)

beforeAll(async () => {
  const started = await startRedis()
  if (started === undefined) return
  redis = started
  proxy = await startFaultyProxy(redis.port)
})
afterAll(async () => {
  await proxy?.stop()
  await redis?.stop()
})
beforeEach(skipWithoutRedis)
beforeEach(async () => {
  desk = await openConnected()
  await desk.keep(...keys)
})
afterEach(async () => {
  await desk?.close()
  redis?.signal('SIGCONT')
  await proxy?.heal()
  await redis?.admin('FLUSHALL')
})

async function openConnected(options: Parameters<typeof openDesk>[1] = {}): Promise<Desk> {
  await desk?.close()
  const opened = openDesk(proxy.url, options)
  await opened.connects()
  return opened
}

/** The gateway asks Redis nothing any more, and waits for nothing. */
function isLeftAlone(): void {
  expect(desk.answers.state).toBe('open')
  expect(desk.answers.get('key0')).toBeUndefined()
}

async function isUsedAgain(): Promise<void> {
  await desk.connects()
  await desk.keep('afterwards')
  expect(await desk.answers.get('afterwards')).toEqual(entryOf('afterwards'))
}

describe('a Redis that cannot be used is left alone, and found again by itself, when it', () => {
  test('is dead', async () => {
    await proxy.die()
    await readAThousand(desk, keys)
    isLeftAlone()
    desk.pauses.end()
    await desk.reaches('open')
    expect(await desk.texts.getText('hash')).toEqual({ reachable: false })
    expect(desk.log).toHaveLength(1)
    await proxy.heal()
    await isUsedAgain()
    expect(desk.log).toEqual([expect.stringMatching(/^Redis is left alone for now: /), 'Redis is used again.'])
  })

  test('hangs: it accepts and never answers', async () => {
    desk = await openConnected({ deadlines: impatient })
    redis.signal('SIGSTOP')
    const started = desk.answers.counters.failures
    expect(await readAThousand(desk, keys)).toBe(0)
    isLeftAlone()
    // Those that were under way when the first was late; no read waited after that.
    expect(desk.answers.counters.failures - started).toBeLessThanOrEqual(50)
    desk.pauses.end()
    await desk.reaches('open')
    redis.signal('SIGCONT')
    await isUsedAgain()
  })

  test('resets every connection', async () => {
    proxy.refuse()
    await readAThousand(desk, keys)
    isLeftAlone()
    await proxy.heal()
    await isUsedAgain()
  })

  test('answers with bytes that are not its protocol', async () => {
    proxy.fault = () => Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n<html>'.repeat(20))
    expect(await readAThousand(desk, keys)).toBe(0)
    isLeftAlone()
    await proxy.heal()
    await isUsedAgain()
  })

  test.each(['+OK\r\n', ':7\r\n', '*1\r\n$1\r\na\r\n'])('answers what no value is: %j', async (answer) => {
    proxy.fault = () => Buffer.from(answer.repeat(50))
    expect(await readAThousand(desk, keys)).toBe(0)
    isLeftAlone()
    await proxy.heal()
    await isUsedAgain()
  })

  test('ends in the middle of an answer', async () => {
    proxy.fault = (answer, end) => {
      end()
      return answer.subarray(0, answer.length >> 1)
    }
    await readAThousand(desk, keys)
    isLeftAlone()
    await proxy.heal()
    await isUsedAgain()
  })

  test('is loading, or has no master: it refuses to read, again and again', async () => {
    proxy.fault = () => Buffer.from('-LOADING Redis is loading the dataset in memory\r\n'.repeat(50))
    expect(await readAThousand(desk, keys)).toBe(0)
    isLeftAlone()
    const asked = desk.texts.getText('hash')
    desk.pauses.end()
    expect(await asked).toEqual({ reachable: false })
    await proxy.heal()
    await isUsedAgain()
  })
})

describe('an answer that is late', () => {
  test('is a miss, and no read uses what comes afterwards on its connection', async () => {
    desk = await openConnected({ deadlines: impatient })
    const held: Buffer[] = []
    proxy.fault = (answer) => {
      held.push(answer)
      return undefined
    }
    expect(await Promise.all([desk.answers.get('key0'), desk.answers.get('key1')])).toEqual([undefined, undefined])
    await vi.waitFor(() => expect(held.length).toBeGreaterThan(0), waiting)
    isLeftAlone()
    const connections = proxy.connections
    proxy.fault = undefined
    await isUsedAgain()
    expect(proxy.connections).toBeGreaterThan(connections)
    expect(await desk.answers.get('key1')).toEqual(entryOf('key1'))
  })

  test('that shifts the others on its connection by one gives no read the answer of another', async () => {
    let swallowed = false
    proxy.fault = (answer) => {
      if (swallowed) return answer
      swallowed = true
      return answer.subarray(answer.indexOf('$', 1))
    }
    const first = ['key3', 'key4', 'key5'].map((key) => desk.answers.get(key))
    expect(await Promise.all(first)).toEqual([undefined, undefined, undefined])
    isLeftAlone()
    await isUsedAgain()
  })
})

describe('a text', () => {
  beforeEach(async () => {
    await desk.texts.setText('hash', 'query', 60_000)
  })

  /** And what comes after it is answered. */
  async function loseTheNextAnswer(): Promise<void> {
    desk = await openConnected({ deadlines: { ...impatient, recoverMs: 20_000 } })
    let isLost = false
    proxy.fault = (answer) => {
      if (isLost) return answer
      isLost = true
      return undefined
    }
  }

  test('whose answer is late once is read again on the next connection', async () => {
    await loseTheNextAnswer()
    const asked = desk.texts.getText('hash')
    await desk.reaches('open')
    await desk.connects()
    expect(await asked).toEqual({ reachable: true, text: 'query' })
  })

  test('asked for right after the late answer to another question waits for the next connection', async () => {
    await loseTheNextAnswer()
    expect(await desk.answers.get('key0')).toBeUndefined()
    isLeftAlone()
    const asked = ['hash', 'other'].map((key) => desk.texts.getText(key))
    await desk.connects()
    expect(await Promise.all(asked)).toEqual([
      { reachable: true, text: 'query' },
      { reachable: true, text: undefined },
    ])
  })

  test('that was refused once, as by a Redis that is about to be ready, is read again', async () => {
    let refusals = 0
    proxy.fault = (answer) => {
      refusals += 1
      return refusals === 1 ? Buffer.from('-LOADING Redis is loading the dataset in memory\r\n') : answer
    }
    expect(await desk.texts.getText('hash')).toEqual({ reachable: true, text: 'query' })
  })

  test('is not waited for where the second try fails too, nor for longer than a client would wait', async () => {
    await proxy.die()
    await desk.reaches('open')
    const asked = desk.texts.getText('hash')
    desk.pauses.end()
    expect(await asked).toEqual({ reachable: false })
    // The next attempt does not begin in this test. An answer shows that the read did not wait for that attempt.
    expect(await desk.texts.getText('hash')).toEqual({ reachable: false })

    await proxy.heal()
    desk = await openConnected({ deadlines: impatient })
    await proxy.die()
    await desk.reaches('open')
    expect(await desk.texts.getText('hash')).toEqual({ reachable: false })
  })
})

describe('a Redis that can be read is read, also when it', () => {
  test('is full', async () => {
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1')
    try {
      expect(await readAThousand(desk, keys)).toBe(1000)
      expect(desk.answers.counters.failedWrites).toBe(1)
      expect(desk.answers.counters.skippedWrites).toBe(19)
      expect(await desk.texts.setText('hash', 'query', 60_000)).toBe(false)
    } finally {
      await redis.admin('CONFIG', 'SET', 'maxmemory', '0')
    }
    desk.pauses.end()
    await isUsedAgain()
  })

  test('is a replica from the start, on one connection', async () => {
    await redis.admin('REPLICAOF', '127.0.0.1', '1')
    try {
      const connections = proxy.connections
      desk = await openConnected()
      expect(await readAThousand(desk, keys)).toBe(1000)
      expect(desk.answers.counters.failedWrites).toBe(1)
      expect(proxy.connections).toBe(connections + 1)
    } finally {
      await redis.admin('REPLICAOF', 'NO', 'ONE')
    }
    desk.pauses.end()
    await isUsedAgain()
  })

  test('has become a replica: its master is looked for by a new connection', async () => {
    await redis.admin('REPLICAOF', '127.0.0.1', '1')
    try {
      desk.answers.set(entryOf('lost'), 60_000)
      await desk.fails()
      expect(desk.answers.counters.failedWrites).toBe(1)
    } finally {
      await redis.admin('REPLICAOF', 'NO', 'ONE')
    }
    await isUsedAgain()
  })
})

describe('a value that is not ours is a miss, and is written over, when it', () => {
  const value = async (key: string) => (await redis.admin('GETRANGE', `compax:answer:${key}`, '0', '10')) as string

  test.each<[string, () => Promise<unknown>]>([
    ['is a list', () => redis.admin('LPUSH', 'compax:answer:key0', 'x')],
    ['is a hash', () => redis.admin('HSET', 'compax:answer:key0', 'x', 'y')],
    ['is a text', () => redis.admin('SET', 'compax:answer:key0', '{"data":{}}')],
    ['is empty', () => redis.admin('SET', 'compax:answer:key0', '')],
    ['is garbage', () => redis.admin('SET', 'compax:answer:key0', Buffer.from('c04501002000000000ff', 'hex'))],
    ['was written over in part', () => redis.admin('SETRANGE', 'compax:answer:key0', '100', 'another answer')],
    ['was cut short', () => redis.admin('EVAL', cutShort, '2', 'compax:answer:key0', 'compax:answer:key1')],
  ])('%s', async (_, spoil) => {
    await redis.admin('DEL', 'compax:answer:key0')
    await desk.keep('key0')
    if (!(await value('key0'))) throw new Error('was not written')
    if (/list|hash/.test(_)) await redis.admin('DEL', 'compax:answer:key0')
    await spoil()
    expect(await readAThousand(desk, ['key0'])).toBe(0)
    expect(desk.answers.state).toBe('closed')
    expect(desk.answers.counters).toMatchObject({ unreadable: 1000, failures: 0 })
    await desk.keep('key0')
    expect(await desk.answers.get('key0')).toEqual(entryOf('key0'))
  })

  test('is that of another key: nothing more is believed on this connection', async () => {
    await redis.admin('COPY', 'compax:answer:key1', 'compax:answer:key0', 'REPLACE')
    expect(await desk.answers.get('key0')).toBeUndefined()
    isLeftAlone()
    await isUsedAgain()
  })

  const cutShort = "return redis.call('SET', KEYS[1], string.sub(redis.call('GET', KEYS[2]), 1, -20))"
})

describe('starting', () => {
  test('needs no Redis: it is found when it comes', async () => {
    await proxy.die()
    const other = openDesk(proxy.url, { deadlines: impatient })
    await other.fails()
    expect(other.answers.get('key')).toBeUndefined()
    other.answers.set(entryOf('key'), 60_000)
    await proxy.heal()
    await other.connects()
    await other.keep('key')
    await other.close()
  })

  test('with a password that is refused is a Redis that is not there', async () => {
    await redis.admin('CONFIG', 'SET', 'requirepass', 'right')
    try {
      const other = openDesk(proxy.url.replace('redis://', 'redis://:wrong@'))
      await other.fails()
      expect(other.log).toEqual([expect.stringMatching(/^Redis is left alone for now: WRONGPASS/)])
      await other.close()
    } finally {
      const { createClient } = await import('@redis/client')
      const client = createClient({ url: redis.url, password: 'right' })
      await client.connect()
      await client.sendCommand(['CONFIG', 'SET', 'requirepass', ''])
      client.destroy()
    }
  })
})
