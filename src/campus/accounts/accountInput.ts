/** What people write about themselves, checked; each function throws the Refusal that the payload gives. */
import { assertReadable } from '../places/text.ts'
import { Refusal } from '../userErrors.ts'
import { passwordWeakness } from './passwords.ts'

export function checkedUsername(username: string): string {
  if (/^[a-z0-9._-]{3,32}$/i.test(username)) return username
  throw new Refusal('INVALID_INPUT', 'A user name has 3 to 32 of the characters a-z 0-9 . _ -', 'username')
}

/** An address is proven by mail arriving, which is not asked for here: this finds slips, no more. */
export function checkedEmail(email: string): string {
  const trimmed = email.trim()
  assertReadable(trimmed, 'email', '')
  if (trimmed.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(trimmed)) return trimmed
  throw new Refusal('INVALID_INPUT', 'This is not an e-mail address, such as ama@campus.example.', 'email')
}

export function checkedPassword(password: string, own: string[]): string {
  const weakness = passwordWeakness(password, own)
  if (weakness !== undefined) throw new Refusal('WEAK_PASSWORD', weakness, 'password')
  return password
}

export function checkedYearGroup(yearGroup: number | null): number | null {
  if (yearGroup === null || (yearGroup >= 1 && yearGroup <= 6)) return yearGroup
  throw new Refusal('INVALID_INPUT', `A year of study is 1 to 6, not ${yearGroup}.`, 'yearGroup')
}
