import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { rowReader } from '../rows.ts'
import { takeRows } from './rowWire.ts'

const columns = [
  { name: 'number', dataTypeID: 23 },
  { name: 'text', dataTypeID: 25 },
]
const message = fc.oneof(
  fc.record({ number: fc.option(fc.integer()), text: fc.option(fc.string({ unit: 'binary' })) }),
  fc.record({ other: fc.constantFrom('C', 'Z', 'N', '2'), body: fc.uint8Array({ maxLength: 20 }) }),
)
type Message = typeof message extends fc.Arbitrary<infer M> ? M : never

function framed(letter: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function bytesOf(message: Message): Buffer {
  if ('other' in message) return framed(message.other, Buffer.from(message.body))
  const values = [message.number, message.text].map((value) => {
    const text = value === null ? undefined : Buffer.from(String(value))
    const length = Buffer.alloc(4)
    length.writeInt32BE(text?.length ?? -1)
    return Buffer.concat([length, text ?? Buffer.alloc(0)])
  })
  return framed('D', Buffer.concat([Buffer.from([0, values.length]), ...values]))
}

/** The events of these chunks, in order: rows, and everything else as its original bytes. */
function told(chunks: Buffer[]): unknown[] {
  const events: unknown[] = []
  const connection = Object.assign(new EventEmitter(), {
    attachListeners: (stream: EventEmitter) => void stream.on('data', (bytes) => events.push(bytes.toString('latin1'))),
  })
  takeRows({ connection } as unknown as pg.Client) // it reads only the connection
  const read = rowReader(columns)
  connection.on('dataRow', (bytes: Buffer) => {
    const rows: object[] = []
    read(bytes, rows)
    events.push(...rows)
  })
  const stream = new EventEmitter()
  connection.attachListeners(stream)
  for (const chunk of chunks) stream.emit('data', chunk)
  return joined(events)
}

/** Adjacent pieces become one, because it does not matter how they were cut. */
function joined(events: unknown[]): unknown[] {
  const list: unknown[] = []
  for (const event of events) {
    const last = list.at(-1)
    if (typeof event === 'string' && typeof last === 'string') list[list.length - 1] = last + event
    else list.push(event)
  }
  return list
}

test('rows and everything else are told in their order, wherever the stream is cut', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 20 })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), cuts, (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(bytesOf))
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      const expected = messages.map((one) => ('other' in one ? bytesOf(one).toString('latin1') : one))
      expect(told(chunks)).toEqual(joined(expected))
    }),
    { numRuns: 500 },
  )
})
