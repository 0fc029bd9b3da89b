/**
 * A tap on the wire between a server and PostgreSQL. It passes everything on and notes the statements with their
 * parameters, to count them and to give them to pgbench. Nothing is ever timed through it.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Statement {
  text: string
  values: (string | null)[]
}

/** Connections of ours that maintain its cache all the time. They serve no client's request. */
const caretakers = ['compax ear', 'compax cache']

export interface WireTap {
  /** The database, through the tap */
  url: string
  /** What was run since the last time, in order */
  take(): Statement[]
  close(): Promise<void>
}

export async function openWireTap(databaseUrl: string): Promise<WireTap> {
  const target = new URL(databaseUrl)
  let noted: Statement[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    const reader = createReader((statement) => noted.push(statement))
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true)
      sockets.add(from)
      from.on('data', (chunk: Buffer) => {
        if (from === client) reader(chunk)
        to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tap has no port.')
  const url = new URL(databaseUrl)
  url.port = String(address.port)
  url.searchParams.set('sslmode', 'disable')
  return {
    url: url.href,
    take: () => {
      const taken = noted
      noted = []
      return taken
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Reads the client's side of the protocol: first a message without a type, then type, length, body. */
function createReader(note: (statement: Statement) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  let hasStarted = false
  let isCaretaker = false
  const texts = new Map<string, string>()
  const portals = new Map<string, Statement>()

  function message(type: string, body: Buffer): void {
    const words = createWords(body)
    if (type === 'P') texts.set(words.text(), words.text())
    else if (type === 'B') {
      const portal = words.text()
      portals.set(portal, { text: texts.get(words.text()) ?? '', values: words.values() })
    } else if (type === 'E') {
      const statement = portals.get(words.text())
      if (statement !== undefined) note(statement)
    } else if (type === 'Q') note({ text: words.text(), values: [] })
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5) {
      const offset = hasStarted ? 1 : 0
      const length = rest.readUInt32BE(offset) + offset
      if (rest.length < length) return
      if (!hasStarted) isCaretaker = caretakers.includes(applicationName(rest.subarray(8, length)))
      else if (!isCaretaker) message(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, length))
      hasStarted = true
      rest = rest.subarray(length)
    }
  }
}

/** Of the first message: names and values in turn, each ended by a zero. */
function applicationName(body: Buffer): string {
  const words = body.toString('utf8').split('\0')
  const at = words.indexOf('application_name')
  return at < 0 ? '' : (words[at + 1] ?? '')
}

function createWords(body: Buffer) {
  let at = 0
  const number16 = () => {
    at += 2
    return body.readUInt16BE(at - 2)
  }
  return {
    text(): string {
      const end = body.indexOf(0, at)
      const text = body.toString('utf8', at, end)
      at = end + 1
      return text
    },
    /** Of a Bind message, after its two names. Binary ones are noted in hexadecimal. */
    values(): (string | null)[] {
      const formats = Array.from({ length: number16() }, number16)
      return Array.from({ length: number16() }, (_, index) => {
        const length = body.readInt32BE(at)
        at += 4 + Math.max(0, length)
        if (length < 0) return null
        const isBinary = (formats.length === 1 ? formats[0] : formats[index]) === 1
        return body.toString(isBinary ? 'hex' : 'utf8', at - length, at)
      })
    },
  }
}
