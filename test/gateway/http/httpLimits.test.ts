/**
 * Requests that are too large, too long or not HTTP at all. Each gets its status, as an error that a GraphQL client can
 * read.
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway()
})
afterAll(() => gateway.stop())

const oneMiB = 1024 * 1024
const typename = '{ __typename }'

/** Padded with a member that the gateway does not read. */
function bodyOf(bytes: number): string {
  const bare = JSON.stringify({ query: typename, padding: '' })
  return JSON.stringify({ query: typename, padding: 'x'.repeat(bytes - bare.length) })
}

describe('the body', () => {
  test('may have a MiB', async () => {
    expect((await gateway.post(bodyOf(oneMiB))).status).toBe(200)
  })

  test('is 413 with a byte more, also when its length is not given', async () => {
    const chunked = { 'transfer-encoding': 'chunked' }
    for (const headers of [{}, chunked]) {
      const answer = await gateway.post(bodyOf(oneMiB + 1), headers)
      expect([answer.status, answer.code]).toEqual([413, 'BAD_USER_INPUT'])
      expect(answer.graphql.errors?.[0]?.message).toBe('The body may have 1048576 bytes. Ask for less at once.')
    }
  })

  test('is answered 413 even to a client that is long not done with sending', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => gateway.post(bodyOf(16 * oneMiB))))
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413])
    // Otherwise the rest of the body would meet a closed connection, and the client a broken pipe in place of the
    // answer.
    for (const { headers } of answers) expect(headers.connection).not.toBe('close')
  })

  test('is measured as what it unpacks to', async () => {
    const body = gzipSync(bodyOf(64 * oneMiB))
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect((await gateway.send({ method: 'POST', headers, body })).status).toBe(413)
  })

  test('that is not packed as it says is 400, packed in an unknown way 415', async () => {
    const notPacked = await gateway.post({ query: typename }, { 'content-encoding': 'gzip' })
    const unknown = await gateway.post({ query: typename }, { 'content-encoding': 'lzma' })
    expect([notPacked.status, notPacked.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect([unknown.status, unknown.code]).toEqual([415, 'BAD_USER_INPUT'])
  })
})

describe('the URL', () => {
  test.each([17_000, 40_000])('of %d characters is 414, and the way out is POST', async (length) => {
    const answer = await gateway.send({ path: `/graphql?query=${'a'.repeat(length)}` })
    expect([answer.status, answer.code]).toEqual([414, 'BAD_USER_INPUT'])
    expect(answer.graphql.errors?.[0]?.message).toContain('Send the operation by POST')
  })

  test('may have 16,384 characters', async () => {
    const path = `/graphql?query=${encodeURIComponent(typename)}&padding=`
    expect((await gateway.send({ path: path.padEnd(16_384, 'x') })).status).toBe(200)
    expect((await gateway.send({ path: path.padEnd(16_385, 'x') })).status).toBe(414)
  })

  test.each(['/%', '/graphql/%E0%A4%A'])('%s is 400', async (path) => {
    const answer = await gateway.send({ path })
    expect([answer.status, answer.code]).toEqual([400, 'BAD_USER_INPUT'])
  })
})

test('headers of more than 32 KiB are 431', async () => {
  const answer = await gateway.post({ query: typename }, { cookie: 'A B '.repeat(10_000) })
  expect([answer.status, answer.code]).toEqual([431, 'BAD_USER_INPUT'])
  expect(answer.graphql.errors?.[0]?.message).toContain('headers')
})

test('what is not HTTP is 400, and the connection ends', async () => {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.write('SELECT * FROM bookings;\r\n\r\n')
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(.*\r\n)*Content-Type: application\/json; charset=utf-8/)
  expect(JSON.parse(body).errors[0].extensions.code).toBe('BAD_USER_INPUT')
})
