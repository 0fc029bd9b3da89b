/** Clients that do not do their part: each loses its connection in time, and the others keep theirs. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { connectionTimes } from '../../../src/gateway/http/connectionTimes.ts'
import { type HttpApp, startHttpApp } from '../../support/httpApp.ts'

let app: HttpApp
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await app.close()
})

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const large = 'x'.repeat(64 * 1024 * 1024)
/** Resolves when the server has ended a connection */
let closed: PromiseWithResolvers<void>

const start = async (times: Parameters<typeof startHttpApp>[3]) => {
  closed = Promise.withResolvers()
  app = await startHttpApp(
    (server) => {
      server.server.on('connection', (socket) => socket.once('close', closed.resolve))
      server.addContentTypeParser('application/json', { parseAs: 'string' }, async () => ({}))
      server.post('/large', async () => 'arrived')
      server.get('/large', (_request, reply) => reply.send(large))
      server.get('/slow', () => new Promise((resolve) => setTimeout(resolve, 1000, 'done')))
    },
    {},
    undefined,
    times,
  )
}

test.each([
  ['half of its headers', 'GET /large HTTP/1.1\r\nhost: x\r\n'],
  [
    'half of its body',
    'POST /large HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
  ],
])('a request of which %s has come is given up', async (_, half) => {
  await start({ arrivalMs: 200, checkMs: 50 })
  const socket = await open()
  socket.write(half)
  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /)
})

test('node looks often enough for the time to be half a minute and not a whole one', () => {
  expect(connectionTimes).toMatchObject({ arrivalMs: 30_000, stalledMs: 60_000 })
  expect(connectionTimes.checkMs).toBeLessThanOrEqual(1000)
})

describe('an answer of which nothing is taken', () => {
  test('is given up with its connection', async () => {
    await start({ stalledMs: 300 })
    const socket = await open()
    socket.pause()
    socket.write('GET /large HTTP/1.1\r\nhost: x\r\n\r\n')
    await closed.promise
  })

  test('is nothing that is still made, nor a connection that is idle for less than its time', async () => {
    await start({ stalledMs: 100 })
    const socket = await open()
    socket.write('GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(await text(socket)).toMatch(/done$/)
  })
})
