/**
 * Names and codes as people type them: what is kept of one, when two of them mean the same, and what makes one
 * unusable whatever it names.
 */
import { findUnreadable } from '../unreadable.ts'

export const longestName = 200

/**
 * What is kept: composed letters, no white space around it, and one space for each run of it inside. A second space, a
 * narrow one or a line break within a name is an accident of some spreadsheet that nobody sees on a screen.
 */
export const cleanText = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** Names that differ in case alone are one name. */
export const foldName = (name: string): string => cleanText(name).toLowerCase()

/** As the unique index on courses compares codes: without spaces, and without the case of ASCII letters. */
export const foldCode = (code: string): string =>
  code.replaceAll(' ', '').replace(/[a-z]+/g, (letters) => letters.toUpperCase())

/** Why a cleaned text cannot be a name, if it cannot. */
export function findNameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > longestName) return `is longer than ${longestName} characters`
  if (findUnreadable(name) !== undefined) return 'holds a control character'
  return undefined
}
