/** Text that people write and others read; each function gives it trimmed, or throws a Refusal. */
import { findUnreadable } from '../../gateway/unreadable.ts'
import { Refusal } from '../userErrors.ts'

/** A name or a title: 1 to `most` characters on one line. */
export function checkedText(text: string, field: string, most: number): string {
  const trimmed = checkedLength(text.trim(), field, most)
  assertReadable(trimmed, field, '')
  return trimmed
}

/** Several lines, perhaps: 1 to `most` characters. Lines end as they do on the web. */
export function checkedProse(text: string, field: string, most: number): string {
  const trimmed = checkedLength(text.trim().replaceAll('\r\n', '\n'), field, most)
  assertReadable(trimmed, field, '\n\t')
  return trimmed
}

/** @param besides what may be there all the same */
export function assertReadable(text: string, field: string, besides: string): void {
  const found = findUnreadable(text, besides)
  if (found === undefined) return
  const message = `\`${field}\` holds the character ${found}, which no screen shows. Leave it out.`
  throw new Refusal('INVALID_INPUT', message, field)
}

function checkedLength(text: string, field: string, most: number): string {
  const length = [...text].length
  const refuse = (message: string) => new Refusal('INVALID_INPUT', message, field)
  if (length === 0) throw refuse(`\`${field}\` must not be empty.`)
  if (length > most) throw refuse(`\`${field}\` has at most ${most} characters; this has ${length}.`)
  return text
}
