import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { clientAddress, isTrustedProxy } from './clientAddress.ts'

async function addressOf(named: string | string[], { trust = ['10.0.0.0/8', '::1'], socket = '10.0.0.1' } = {}) {
  const app = Fastify({ trustProxy: isTrustedProxy(trust) })
  app.get('/', (request) => clientAddress(request))
  const headers = { 'x-forwarded-for': named }
  const answer = await app.inject({ url: '/', remoteAddress: socket, headers })
  await app.close()
  return answer.body
}

describe('the address of a client', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:51234', '192.0.2.1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1, 10.0.0.7:443', '192.0.2.1'],
    ['203.0.113.9, 192.0.2.1:51234, [::1]:80', '192.0.2.1'],
    ['192.0.2.1,', '192.0.2.1'],
  ])('that is named as %s is %s', async (named, address) => {
    expect(await addressOf(named)).toBe(address)
  })

  test.each([
    ['unknown', '10.0.0.1'],
    ['_hidden', '10.0.0.1'],
    ['192.0.2.1:port', '10.0.0.1'],
    ['192.0.2.1:123456', '10.0.0.1'],
    ['192.0.2.256', '10.0.0.1'],
    ['x'.repeat(5000), '10.0.0.1'],
    ['192.0.2.1, unknown', '10.0.0.1'],
    ['192.0.2.1, unknown, 10.0.0.7', '10.0.0.7'],
    ['localhost', '10.0.0.1'],
  ])('that is named as %s is that of the proxy which names no address: %s', async (named, address) => {
    expect(await addressOf(named)).toBe(address)
  })

  test('is that of the socket where the proxy is not trusted, or none is', async () => {
    expect(await addressOf('192.0.2.1', { socket: '192.0.2.9' })).toBe('192.0.2.9')
    expect(await addressOf('192.0.2.1', { trust: [] })).toBe('10.0.0.1')
  })
})

describe('a proxy is trusted', () => {
  test.each<[string[], string, boolean]>([
    [['10.0.0.0/8'], '10.1.2.3', true],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['10.0.0.0/8'], '11.1.2.3', false],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], '192.0.2.8', false],
    [['::1'], '::1', true],
    [['2001:db8::/32'], '2001:db8:7::1', true],
    [['0.0.0.0/0'], '192.0.2.7', true],
    [['0.0.0.0/0'], 'unknown', false],
    [['::ffff:192.0.2.7'], '192.0.2.7', true],
    [[], '127.0.0.1', false],
  ])('by %j: %s %s', (trust, address, isTrusted) => {
    expect(isTrustedProxy(trust)(address)).toBe(isTrusted)
  })
})
