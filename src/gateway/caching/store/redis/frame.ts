/**
 * The frame of every value of ours in Redis. It says what the value is, whether it is whole, and which version wrote
 * it. So a value that is cut short, overwritten, or left by another release is recognized before it is read.
 */
import { crc32 } from 'node:zlib'

/** In front of the payload: mark, kind and version; length of the whole; checksum of all that follows */
export const frameBytes = 12

/** A byte that no UTF-8 text has, so that a value of ours is never taken for a plain text. */
export const frameMark = 0xc0

const frameKinds = { entry: 'E'.charCodeAt(0), text: 'T'.charCodeAt(0) }
export type FrameKind = keyof typeof frameKinds

/** Raised with every change of a frame's contents. Values of other versions are then misses, in both directions. */
const version = 1

/** Writes the head of a value whose payload is in its place already. */
export function seal(bytes: Buffer, kind: FrameKind): Buffer {
  bytes[0] = frameMark
  bytes[1] = frameKinds[kind]
  bytes.writeUInt16LE(version, 2)
  bytes.writeUInt32LE(bytes.length, 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(frameBytes)), 8)
  return bytes
}

export const isSealed = (bytes: Buffer, kind: FrameKind): boolean => bytes[1] === frameKinds[kind] && isWhole(bytes)

/** Whether it is a value of ours, of any kind, just as it was written */
export function isWhole(bytes: Buffer): boolean {
  return (
    bytes.length >= frameBytes &&
    bytes[0] === frameMark &&
    bytes.readUInt16LE(2) === version &&
    bytes.readUInt32LE(4) === bytes.length &&
    bytes.readUInt32LE(8) === crc32(bytes.subarray(frameBytes))
  )
}
