/** A remembered text as the value that Redis keeps, with its whole key, and back. */
import { frameBytes, isSealed, seal } from './frame.ts'

const head = frameBytes + 4

export function encodeText(key: string, text: string): Buffer {
  const keyBytes = Buffer.byteLength(key)
  const bytes = Buffer.allocUnsafe(head + keyBytes + Buffer.byteLength(text))
  bytes.writeUInt32LE(keyBytes, frameBytes)
  bytes.write(key, head)
  bytes.write(text, head + keyBytes)
  return seal(bytes, 'text')
}

/** undefined for bytes that are not exactly a text of this version under this key */
export function decodeText(bytes: Buffer, key: string): string | undefined {
  if (!isSealed(bytes, 'text') || bytes.length < head) return undefined
  const textAt = head + bytes.readUInt32LE(frameBytes)
  return bytes.toString('utf8', head, textAt) === key ? bytes.toString('utf8', textAt) : undefined
}
