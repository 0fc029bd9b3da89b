/**
 * Characters that no text for people holds: control characters, halves of a character (unpaired surrogates), and those
 * that turn the direction of the text. Attack refused: with a turned direction one name looks like another on every
 * screen, and a title turns the line in which it stands.
 */
const unreadable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

/** The first of them, as `U+202E`. @param besides characters that may be there all the same */
export function findUnreadable(text: string, besides = ''): string | undefined {
  if (!unreadable.test(text)) return undefined
  const found = [...text].find((character) => unreadable.test(character) && !besides.includes(character))
  return found === undefined ? undefined : codePointOf(found)
}

const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
