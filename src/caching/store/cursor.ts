/** Takes the parts of a value one after the other. Their lengths have been checked: nothing here looks past the end. */
export interface Cursor {
  bytes(): Buffer
  text(): string
  integers(): Int32Array
}

export function createCursor(source: Buffer, start: number, lengths: readonly number[]): Cursor {
  let offset = start
  let part = 0
  const bytes = () => {
    const from = offset
    offset += lengths[part++] ?? 0
    return source.subarray(from, offset)
  }
  return { bytes, text: () => bytes().toString(), integers: () => integersOf(bytes()) }
}

/** Copied: a view of integers must begin at a multiple of four, and what a socket gave begins anywhere. */
function integersOf(bytes: Buffer): Int32Array {
  const integers = new Int32Array(bytes.length >> 2)
  bytes.copy(new Uint8Array(integers.buffer))
  return integers
}
