/**
 * Names and codes as people type them: which form of a name is kept, when two of them mean the same, and what makes one
 * unusable for every entity.
 */
import { findUnreadable } from '../../gateway/unreadable.ts'

const maxName = 200

/**
 * The form that is kept: composed letters, no white space around it, and one space for each run of white space inside.
 * A second space, a narrow one or a line break within a name is an accident of a spreadsheet that no person sees on a
 * screen.
 */
export const cleanText = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/**
 * What people read in a name, as `fold_name` of the database computes it: letters in their ordinary form and without
 * case, no letters that a screen does not show, one space for each run of white space. Two names that fold to the same
 * text are one name.
 */
export function foldName(name: string): string {
  const letters = firstLetters(name)
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
  const lower = letters.replaceAll('\u0130', 'i').toLowerCase().replaceAll('\u03c2', '\u03c3')
  return firstLetters(lower.normalize('NFKC').replace(whiteSpace, ' ').replace(/^ | $/g, ''))
}

/** As `fold_code` of the database computes it: two codes that differ only in spaces are one code. */
export const foldCode = (code: string): string => foldName(code).replaceAll(' ', '')

/** What an index can take. */
const maxLetters = 600

const firstLetters = (text: string): string =>
  text.length <= maxLetters ? text : [...text].slice(0, maxLetters).join('')

// Control characters too: a character that is not a letter must not make two names differ.
const whiteSpace = /[\p{Cc}\u0020\u00a0\u1680\u2028\u2029]+/gu

/** Why a cleaned text cannot be a name, if it cannot. */
export function findNameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > maxName) return `is longer than ${maxName} characters`
  if (findUnreadable(name) !== undefined) return 'holds a control character'
  if (foldName(name) === '') return 'shows no letter'
  return undefined
}
