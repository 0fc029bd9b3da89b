/** Takes the parts of a value one after the other. Their lengths were checked: it never looks past the end. */
export interface Cursor {
  bytes(): Buffer
  text(): string
  integers(): Int32Array
}

/** `lengthsAt`: where the lengths of the parts stand, one after the other; `start`: where the parts stand */
export function createCursor(source: Buffer, lengthsAt: number, start: number): Cursor {
  let offset = start
  let next = lengthsAt
  const bytes = () => {
    const from = offset
    offset += source.readUInt32LE(next)
    next += 4
    return source.subarray(from, offset)
  }
  return { bytes, text: () => bytes().toString(), integers: () => integersOf(bytes()) }
}

/** Copied, because a view of integers must begin at a multiple of four, and bytes from a socket begin anywhere. */
function integersOf(bytes: Buffer): Int32Array {
  const integers = new Int32Array(bytes.length >> 2)
  bytes.copy(new Uint8Array(integers.buffer))
  return integers
}
