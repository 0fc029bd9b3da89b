/** Bodies that are packed, or say so: what the gateway reads, and what it says of the rest. */
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway()
})
afterAll(() => gateway.stop())

const text = JSON.stringify({ query: '{ __typename }' })
const send = (encoding: string, body: string | Buffer, path = '/graphql') =>
  gateway.send({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', 'content-encoding': encoding },
    body,
  })

test.each<[string, string | Buffer]>([
  ['br', brotliCompressSync(text)],
  ['gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['identity', text],
])('%s is read', async (encoding, body) => {
  expect((await send(encoding, body)).graphql.data).toEqual({ __typename: 'Query' })
})

test.each<[string, string, string | Buffer]>([
  ['plain', 'gzip', text],
  ['plain', 'br', text],
  ['plain', 'zstd', text],
  ['in another encoding', 'gzip', brotliCompressSync(text)],
  ['cut short', 'gzip', gzipSync(text).subarray(0, -12)],
  ['cut short', 'br', brotliCompressSync(text).subarray(0, -6)],
])('a body that is %s and says %s: 400, and it says what to do', async (_what, encoding, body) => {
  for (const path of ['/graphql', '/cache/purge']) {
    const answer = await send(encoding, body, path)
    expect([answer.status, answer.code, answer.graphql.errors?.[0]?.message]).toEqual([
      400,
      'BAD_USER_INPUT',
      `The body is not what \`Content-Encoding: ${encoding}\` says. Pack it so, or leave the header out.`,
    ])
  }
})

test.each(['lzma', 'compress', 'gzip, br', 'x'.repeat(200)])(
  'a body in an encoding that is not read: %s: 415, and which are',
  async (encoding) => {
    const answer = await send(encoding, text)
    expect([answer.status, answer.code, answer.graphql.errors?.[0]?.message]).toEqual([
      415,
      'BAD_USER_INPUT',
      'The body may be packed as zstd, br, gzip or deflate. Pack it so, or leave `Content-Encoding` out.',
    ])
  },
)
