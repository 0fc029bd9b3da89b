/** The floor of every answer: `node:http` that reads a request and writes bytes which it has ready. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

interface Recorded {
  headers: Record<string, string>
  bodies: string[]
  /** Of the answer to a client that has it already */
  notModified?: Record<string, string>
}

const { PORT, ANSWERS } = process.env
if (PORT === undefined || ANSWERS === undefined) throw new Error('Started by the benchmark: npm run bench.')

/** By path, such as `/finder` */
const recorded: Record<string, Recorded> = JSON.parse(readFileSync(ANSWERS, 'utf8'))
const answers = new Map(
  Object.entries(recorded).map(([path, { headers, bodies, notModified }]) => {
    const buffers = bodies.map((body) => Buffer.from(body))
    return [path, { headers, buffers, notModified, next: 0 }]
  }),
)

createServer((request, response) => {
  const answer = answers.get(request.url ?? '')
  if (answer === undefined) {
    response.writeHead(404).end()
    return
  }
  const { headers, notModified } = answer
  if (notModified !== undefined && request.headers['if-none-match'] === notModified.etag) {
    response.writeHead(304, notModified).end()
    return
  }
  const body = answer.buffers[answer.next++ % answer.buffers.length] ?? Buffer.alloc(0)
  const send = () => response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
  if (request.method !== 'POST') {
    send()
    return
  }
  request.resume().on('end', send)
}).listen(Number(PORT), '127.0.0.1')
