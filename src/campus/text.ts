/** Text that people write and others read; each function gives it trimmed, or throws a Refusal. */
import { Refusal } from '../userErrors.ts'

/** A name or a title: 1 to `most` characters on one line. */
export function checkedText(text: string, field: string, most: number): string {
  return checked(text, field, most, /[\p{Cc}\p{Cs}]/u)
}

/** Several lines, perhaps: 1 to `most` characters. */
export function checkedProse(text: string, field: string, most: number): string {
  return checked(text, field, most, /[^\P{Cc}\n\r\t]|\p{Cs}/u)
}

function checked(text: string, field: string, most: number, unreadable: RegExp): string {
  const trimmed = text.trim()
  const length = [...trimmed].length
  const refuse = (message: string) => new Refusal('INVALID_INPUT', message, field)
  if (length === 0) throw refuse(`\`${field}\` must not be empty.`)
  if (length > most) throw refuse(`\`${field}\` has at most ${most} characters; this has ${length}.`)
  if (unreadable.test(trimmed)) {
    throw refuse(`\`${field}\` holds a character that nobody can read: a control character or half of one.`)
  }
  return trimmed
}
