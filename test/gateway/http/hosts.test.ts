/** HTTP/1.1 wants one `Host` in each request (RFC 9112 §3.2): the gateway refuses another number, with a body. */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway()
})
afterAll(() => gateway.stop())

const body = JSON.stringify({ query: '{ __typename }' })

async function sendRaw(
  version: string,
  hosts: string[],
  request: 'GET' | 'POST',
): Promise<[head: string, body: string]> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  const lines = [
    `${request} /graphql${request === 'GET' ? `?query=${encodeURIComponent('{__typename}')}` : ''} HTTP/${version}`,
    ...hosts,
    'Connection: close',
    ...(request === 'POST' ? ['Content-Type: application/json', `Content-Length: ${body.length}`] : []),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${request === 'POST' ? body : ''}`)
  const [head = '', ...rest] = (await text(socket)).split('\r\n\r\n')
  return [head, rest.join('\r\n\r\n')]
}

const tooMany = ['Host: campus.example', 'Host: evil.example']

test.each<[string, string, string[]]>([
  ['no Host', '1.1', []],
  ['two', '1.1', tooMany],
  ['two that are the same', '1.1', ['Host: campus.example', 'hOST: campus.example']],
  ['two, in HTTP/1.0', '1.0', tooMany],
])('%s: 400, which a client of ours can read', async (_what, version, hosts) => {
  for (const request of ['GET', 'POST'] as const) {
    const [head, answer] = await sendRaw(version, hosts, request)
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(head.toLowerCase()).toContain('content-type: application/json; charset=utf-8')
    expect(head.toLowerCase()).toContain('cache-control: no-store')
    expect(JSON.parse(answer)).toEqual({
      errors: [
        {
          message: 'The request must name its host once, in one `Host` header.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  }
})

test.each<[string, string, string[]]>([
  ['one Host', '1.1', ['Host: campus.example']],
  ['an empty one', '1.1', ['Host:']],
  ['none, in HTTP/1.0', '1.0', []],
])('%s: answered', async (_what, version, hosts) => {
  for (const request of ['GET', 'POST'] as const) {
    const [head, answer] = await sendRaw(version, hosts, request)
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toContain('{"__typename":"Query"}')
  }
})
