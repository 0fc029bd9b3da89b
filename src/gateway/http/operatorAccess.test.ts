import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { operatorsOnly } from './operatorAccess.ts'

interface Ask {
  token?: string
  trustProxy?: string[]
  /** Of the socket */
  remoteAddress?: string
  headers?: Record<string, string>
}

async function ask({ token, trustProxy, remoteAddress = '127.0.0.1', headers = {} }: Ask) {
  const app = Fastify({ trustProxy: trustProxy ?? false })
  const onRequest = operatorsOnly({ token, setting: 'METRICS_TOKEN' })
  app.get('/', { onRequest }, () => 'for operators')
  const answer = await app.inject({ url: '/', remoteAddress, headers })
  await app.close()
  return answer
}

const statusOf = async (from: Ask) => (await ask(from)).statusCode
const forwarded = (addresses: string) => ({ 'x-forwarded-for': addresses })

describe('without a token', () => {
  test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s is this machine', async (remoteAddress) => {
    expect(await statusOf({ remoteAddress })).toBe(200)
  })

  test.each(['10.0.0.7', '192.0.2.1', '128.0.0.1', '::2', '::ffff:10.0.0.7', '2001:db8::1', '0.0.0.0'])(
    '%s is not',
    async (remoteAddress) => {
      const answer = await ask({ remoteAddress })
      expect(answer.statusCode).toBe(403)
      expect(answer.json()).toEqual({
        errors: [
          {
            message: "This address answers the gateway's own machine alone. Set METRICS_TOKEN to ask from elsewhere.",
            extensions: { code: 'FORBIDDEN' },
          },
        ],
      })
    },
  )

  test('a token changes nothing', async () => {
    const headers = { authorization: 'Bearer guess' }
    expect(await statusOf({ remoteAddress: '10.0.0.7', headers })).toBe(403)
  })

  test.each([
    ['through a proxy that is trusted', ['127.0.0.1'], forwarded('192.0.2.1')],
    ['through one that is not', [], forwarded('192.0.2.1')],
    ['naming this machine before himself', ['127.0.0.1'], forwarded('127.0.0.1, 192.0.2.1')],
    ['naming it, within what is trusted', ['127.0.0.1', '10.0.0.0/8'], forwarded('127.0.0.1, 10.0.0.7')],
    ['named by another header', [], { 'x-real-ip': '192.0.2.1' }],
    ['named by the standard one', [], { forwarded: 'for=127.0.0.1' }],
    ['that is no address', ['127.0.0.1'], forwarded('localhost')],
  ])('a client %s is not this machine', async (_how, trustProxy, headers) => {
    expect(await statusOf({ trustProxy, headers })).toBe(403)
  })

  test('a proxy elsewhere cannot speak for this machine, trusted or not', async () => {
    for (const trustProxy of [[], ['10.0.0.0/8']]) {
      expect(await statusOf({ trustProxy, remoteAddress: '10.0.0.7', headers: forwarded('127.0.0.1') })).toBe(403)
    }
  })

  test('a client on this machine, through a trusted proxy on it, is', async () => {
    expect(await statusOf({ trustProxy: ['127.0.0.1'], headers: forwarded('127.0.0.1') })).toBe(200)
  })
})

describe('with a token', () => {
  const token = 'let-me=in'

  test.each(['Bearer let-me=in', 'bearer  let-me=in'])('%j is let in from anywhere', async (authorization) => {
    expect(await statusOf({ token, remoteAddress: '192.0.2.1', headers: { authorization } })).toBe(200)
  })

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer let-me',
    'Bearer let-me=in2',
    'Bearer LET-ME=IN',
    'let-me=in',
    'Basic let-me=in',
  ])('%j is not, from this machine neither', async (authorization) => {
    const answer = await ask({ token, headers: authorization === undefined ? {} : { authorization } })
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    expect(answer.json().errors).toEqual([
      {
        message: 'Send `Authorization: Bearer` with the token of METRICS_TOKEN.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ])
  })
})

test('nothing of it is kept on the way', async () => {
  for (const remoteAddress of ['127.0.0.1', '192.0.2.1']) {
    expect((await ask({ remoteAddress })).headers['cache-control']).toBe('no-store')
  }
})
