/**
 * The text of a file as some spreadsheet wrote it, a piece at a time: UTF-8 or refused, every line end `\n`, so that
 * lines count as an editor counts them.
 */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { RefusedError } from '../../../operatorErrors.ts'
import { describeForeign } from './fileKind.ts'

export async function* readPlainText(path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  let line = 1
  let begun = false
  for await (const chunk of readBytes(path)) {
    if (!begun) assertCsv(path, chunk)
    begun = true
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = endOfWholeLines(bytes)
    rest = bytes.subarray(end)
    if (rest.length > maxLineBytes) throw new RefusedError(`${path} is not a CSV file: line ${line} never ends.`)
    const text = decode(path, bytes.subarray(0, end), line)
    line += text.split('\n').length - 1
    yield text
  }
  yield decode(path, rest, line)
}

const maxLineBytes = 1_000_000

function assertCsv(path: string, head: Buffer): void {
  const foreign = describeForeign(head)
  if (foreign !== undefined) throw new RefusedError(`${path} ${foreign}`)
}

async function* readBytes(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? reasons.get(String(error.code)) : undefined
    throw reason === undefined ? error : new RefusedError(`${path} cannot be read: ${reason}.`)
  }
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'it may not be read by this user'],
  ['EPERM', 'it may not be read by this user'],
])

const [lineFeed, carriageReturn] = [0x0a, 0x0d]

/** A `\r` at the very end may be the first half of a line end. */
function endOfWholeLines(bytes: Buffer): number {
  const end = bytes.lastIndexOf(lineFeed)
  return 1 + (end === -1 ? bytes.subarray(0, -1).lastIndexOf(carriageReturn) : end)
}

/** No byte of a longer character is a line end, so whole lines hold whole characters. */
function decode(path: string, bytes: Buffer, firstLine: number): string {
  if (!isUtf8(bytes)) {
    const line = firstLine + lineOfBadByte(bytes)
    throw new RefusedError(`${path} is not UTF-8 (line ${line}): save it as "CSV UTF-8" and try again.`)
  }
  return bytes.toString('utf8').replace(/\r\n?/g, '\n')
}

function lineOfBadByte(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split(/\r\n?|\n/)
  return lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1')))
}
