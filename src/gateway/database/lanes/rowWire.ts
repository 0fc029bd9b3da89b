/**
 * Takes rows off the wire before `pg`, whose parser makes a message, a list and a text for every value of them.
 * Everything else that the server says goes to `pg` as it came, in its order.
 */
import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { int32 } from '../rows.ts'

/** `pg` begins to listen once it knows whether the connection is encrypted. */
interface Wire extends pg.Connection {
  attachListeners(stream: EventEmitter): void
}

const dataRow = 'D'.charCodeAt(0)
/** A letter, then the length of the rest, which includes the length itself */
const [letter, lengthBytes] = [1, 4]

/** Call it before the client connects. Its queries then get the bytes of rows in place of `pg`'s messages. */
export function takeRows(client: pg.Client): void {
  const wire = client.connection as Wire // see there
  const attachListeners = wire.attachListeners.bind(wire)
  wire.attachListeners = (stream) => {
    const rest = new EventEmitter()
    attachListeners(rest)
    stream.on('end', () => rest.emit('end'))
    let unfinished: Buffer | undefined
    stream.on('data', (chunk: Buffer) => {
      const bytes = unfinished === undefined ? chunk : Buffer.concat([unfinished, chunk])
      const end = split(bytes, {
        rows: (run) => wire.emit('dataRow', run),
        other: (messages) => rest.emit('data', messages),
      })
      unfinished = end === bytes.length ? undefined : bytes.subarray(end)
    })
  }
}

interface Receivers {
  /** One row or many */
  rows(rows: Buffer): void
  /** One message or many */
  other(messages: Buffer): void
}

/** Returns where the last whole message ends. */
function split(bytes: Buffer, { rows, other }: Receivers): number {
  let [start, at] = [0, 0]
  let isRows = false
  const tell = () => {
    if (start === at) return
    if (isRows) rows(bytes.subarray(start, at))
    else other(bytes.subarray(start, at))
    start = at
  }
  while (at + letter + lengthBytes <= bytes.length) {
    const end = at + letter + (int32(bytes, at + letter) >>> 0)
    if (end > bytes.length) break
    if ((bytes[at] === dataRow) !== isRows) {
      tell()
      isRows = !isRows
    }
    at = end
  }
  tell()
  return at
}
