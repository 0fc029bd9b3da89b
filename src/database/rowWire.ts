/**
 * Rows taken off the wire ahead of `pg`, whose parser makes a message, a list and a text for every value of them. All else
 * that the server says goes to `pg` as it came, in its order.
 */
import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { int32, type RowBytes } from './rows.ts'

/** `pg` begins to listen once it knows whether the connection is encrypted. */
interface Wire extends pg.Connection {
  attachListeners(stream: EventEmitter): void
}

const dataRow = 'D'.charCodeAt(0)
/** A letter, the length of what follows with itself, and the number of columns */
const [letter, lengthBytes, countBytes] = [1, 4, 2]

/** Before the client connects. Its queries are told of `RowBytes` in place of `pg`'s messages. */
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
        row: (row) => wire.emit('dataRow', row),
        other: (messages) => rest.emit('data', messages),
      })
      unfinished = end === bytes.length ? undefined : bytes.subarray(end)
    })
  }
}

interface Receivers {
  row(row: RowBytes): void
  /** One message or many */
  other(messages: Buffer): void
}

/** Where the last whole message ends. */
function split(bytes: Buffer, { row, other }: Receivers): number {
  let characters: string | undefined
  let at = 0
  let told = 0
  while (at + letter + lengthBytes <= bytes.length) {
    const end = at + letter + int32(bytes, at + letter)
    if (end > bytes.length) break
    if (bytes[at] === dataRow) {
      if (told < at) other(bytes.subarray(told, at))
      characters ??= bytes.toString('latin1')
      row({ bytes, characters, start: at + letter + lengthBytes + countBytes })
      told = end
    }
    at = end
  }
  if (told < at) other(bytes.subarray(told, at))
  return at
}
