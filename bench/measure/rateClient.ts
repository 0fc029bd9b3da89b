/**
 * A client at a constant rate, in a process of its own: each request is due at its moment whether or not those before
 * it were answered, and its latency counts from then on, so that a server that stalls cannot hide it by being asked less.
 */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

interface Job {
  host: string
  port: number
  connections: number
  perSecond: number
  seconds: number
  /** Whole HTTP requests, asked in turn */
  requests: string[]
}

const [, , file = ''] = process.argv
const job: Job = JSON.parse(readFileSync(file, 'utf8'))
const requests = job.requests.map((text) => Buffer.from(text))
const latencies: number[] = []
const idle: Connection[] = []
/** When those are due that found no free connection */
const waiting: number[] = []
let asked = 0

class Connection {
  private readonly socket: Socket
  private dueMs = 0
  private missing = -1
  private head = ''

  constructor() {
    this.socket = connect(job.port, job.host, () => free(this)).setNoDelay(true)
    this.socket.on('data', (chunk: Buffer) => this.read(chunk))
  }

  ask(dueMs: number): void {
    this.dueMs = dueMs
    this.missing = -1
    this.head = ''
    this.socket.write(requests[asked++ % requests.length] ?? '')
  }

  end(): void {
    this.socket.destroy()
  }

  /** Answers have a length: none of these servers sends one in chunks without it, or it is read to its last chunk. */
  private read(chunk: Buffer): void {
    if (this.missing < 0) {
      this.head += chunk.toString('latin1')
      const end = this.head.indexOf('\r\n\r\n')
      if (end < 0) return
      const [, length] = /\r\ncontent-length: (\d+)/i.exec(this.head) ?? []
      if (length === undefined) {
        if (this.head.endsWith('0\r\n\r\n')) this.done()
        return
      }
      this.missing = Number(length) - (this.head.length - end - 4)
    } else this.missing -= chunk.length
    if (this.missing <= 0) this.done()
  }

  private done(): void {
    latencies.push(performance.now() - this.dueMs)
    free(this)
  }
}

function free(connection: Connection): void {
  const dueMs = waiting.shift()
  if (dueMs === undefined) idle.push(connection)
  else connection.ask(dueMs)
}

const connections = Array.from({ length: job.connections }, () => new Connection())
while (idle.length < connections.length) await new Promise((resolve) => setTimeout(resolve, 10))

const began = performance.now()
const total = Math.floor(job.perSecond * job.seconds)
let due = 0
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const now = performance.now()
    for (; due < total && began + (due * 1000) / job.perSecond <= now; due++) {
      const dueMs = began + (due * 1000) / job.perSecond
      const connection = idle.pop()
      if (connection === undefined) waiting.push(dueMs)
      else connection.ask(dueMs)
    }
    const isOver = latencies.length === total || now - began > 2 * job.seconds * 1000
    if (due < total || !isOver) return
    clearInterval(timer)
    resolve()
  }, 1)
})
for (const connection of connections) connection.end()
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
process.stdout.write(JSON.stringify({ answered: latencies.length, p50: at(0.5), p99: at(0.99) }))
