import { describe, expect, test } from 'vitest'
import { parseRedisUrl } from './redisUrl.ts'

const node = (host: string, port: number) => ({ host, port })

describe('the address of a Redis', () => {
  test('of one server', () => {
    expect(parseRedisUrl('redis://cache.example')).toEqual({
      kind: 'single',
      nodes: [node('cache.example', 6379)],
      tls: false,
      database: 0,
    })
    expect(parseRedisUrl('rediss://us%40er:p%3Aw@[::1]:7000/3')).toEqual({
      kind: 'single',
      nodes: [node('::1', 7000)],
      tls: true,
      username: 'us@er',
      password: 'p:w',
      database: 3,
    })
    expect(parseRedisUrl('redis://:secret@host')).toMatchObject({ password: 'secret' })
  })

  test('of a cluster', () => {
    expect(parseRedisUrl('rediss+cluster://u:p@one:7001,two,three:7003')).toEqual({
      kind: 'cluster',
      nodes: [node('one', 7001), node('two', 6379), node('three', 7003)],
      tls: true,
      username: 'u',
      password: 'p',
      database: 0,
    })
  })

  test('of a master that sentinels know', () => {
    const sentinels = { kind: 'sentinel', nodes: [node('one', 26_379), node('two', 26_380)], masterName: 'campus' }
    expect(parseRedisUrl('redis+sentinel://one,two:26380/campus')).toMatchObject({ ...sentinels, database: 0 })
    expect(parseRedisUrl('redis+sentinel://one,two:26380/campus/2')).toMatchObject({ ...sentinels, database: 2 })
  })

  test.each([
    'http://host:6379',
    'redis:host',
    'redis://',
    'redis://one,two',
    'redis://host:0',
    'redis://host:70000',
    'redis://host:port',
    'redis://host/name',
    'redis://host/0/1',
    'redis://ho st',
    'redis://%zz:p@host',
    'redis+cluster://one,two/1',
    'redis+cluster://one,,two',
    'redis+sentinel://one,two',
    'redis+sentinel://one/campus/x',
    'redis+replica://one',
  ])('is refused, without a word of its password: %s', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/^must be a URL like redis:\/\/user:password@host:6379\/0, /)
  })
})
