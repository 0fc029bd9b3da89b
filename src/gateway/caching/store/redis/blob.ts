/**
 * An entry as the one value that Redis keeps, and back. No JSON: a head of numbers, then the parts one after the other,
 * so that a hit reads numbers and takes views. The whole key is echoed: what comes back under another key is refused.
 */

import type { CacheEntry } from '../entry.ts'
import { createCursor } from './byteCursor.ts'
import { frameBytes, isSealed, seal } from './frame.ts'

const at = {
  createdAt: frameBytes,
  expiresAt: frameBytes + 8,
  stamp: frameBytes + 16,
  savedMilliseconds: frameBytes + 24,
  savedStatements: frameBytes + 32,
  isPrivate: frameBytes + 36,
  lengths: frameBytes + 40,
}
/** tags, owners, key, etag, tagText, body, br, gzip */
const partCount = 8
const headBytes = at.lengths + 4 * partCount

export function encodeEntry(entry: CacheEntry): Buffer {
  const parts = [
    bytesOf(entry.tags),
    bytesOf(entry.owners),
    Buffer.from(entry.key),
    Buffer.from(entry.etag),
    Buffer.from(entry.tagText),
    entry.body,
    entry.br ?? empty,
    entry.gzip ?? empty,
  ]
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, headBytes))
  writeHead(bytes, entry)
  let offset = headBytes
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part.length, at.lengths + 4 * index)
    part.copy(bytes, offset)
    offset += part.length
  })
  return seal(bytes, 'entry')
}

/** undefined for bytes that are not exactly an entry of this version under this key. The parts are views. */
export function decodeEntry(bytes: Buffer, key: string): CacheEntry | undefined {
  if (!isSealed(bytes, 'entry') || bytes.length < headBytes) return undefined
  if (!lengthsHold(bytes)) return undefined
  const take = createCursor(bytes, at.lengths, headBytes)
  const tags = take.integers()
  const owners = take.integers()
  if (take.text() !== key) return undefined
  const entry: CacheEntry = {
    key,
    tags,
    owners,
    etag: take.text(),
    tagText: take.text(),
    body: take.bytes(),
    createdAt: bytes.readDoubleLE(at.createdAt),
    expiresAt: bytes.readDoubleLE(at.expiresAt),
    stamp: bytes.readBigUInt64LE(at.stamp),
    isPrivate: bytes[at.isPrivate] === 1,
    savedMilliseconds: bytes.readDoubleLE(at.savedMilliseconds),
    savedStatements: bytes.readUInt32LE(at.savedStatements),
    sequence: 0,
  }
  return withEncodings(entry, take.bytes(), take.bytes())
}

function lengthsHold(bytes: Buffer): boolean {
  let sum = headBytes
  for (let part = 0; part < partCount; part += 1) sum += bytes.readUInt32LE(at.lengths + 4 * part)
  return sum === bytes.length
}

const empty = Buffer.alloc(0)

function writeHead(bytes: Buffer, entry: CacheEntry): void {
  bytes.writeDoubleLE(entry.createdAt, at.createdAt)
  bytes.writeDoubleLE(entry.expiresAt, at.expiresAt)
  bytes.writeBigUInt64LE(entry.stamp, at.stamp)
  bytes.writeDoubleLE(entry.savedMilliseconds, at.savedMilliseconds)
  bytes.writeUInt32LE(entry.savedStatements, at.savedStatements)
  bytes.writeUInt32LE(entry.isPrivate ? 1 : 0, at.isPrivate)
}

const bytesOf = (integers: Int32Array): Buffer => Buffer.from(integers.buffer, integers.byteOffset, integers.byteLength)

/** An encoding without bytes is absent, because an empty answer is not compressed. */
function withEncodings(entry: CacheEntry, br: Buffer, gzip: Buffer): CacheEntry {
  if (br.length > 0) entry.br = br
  if (gzip.length > 0) entry.gzip = gzip
  return entry
}
