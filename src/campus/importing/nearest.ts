/**
 * The names that a file may have meant where it wrote another: by edit distance, where a swap of neighbors counts once.
 * Most are only shown. One of them is taken without asking only where `isCertain` says that the file cannot mean
 * another.
 */
import { distance } from 'fastest-levenshtein'

export interface Nearest {
  /** All names at the least distance, in the order given; empty when every name is too far away to be a useful hint */
  names: string[]
  distance: number
  /**
   * There is one name, and the written text differs from it by a slip in one letter: it is safe to take it without
   * asking
   */
  isCertain: boolean
}

/** Beyond half the length of what was written, two names are not alike. */
export function findNearest(written: string, names: Iterable<string>): Nearest {
  let least = Math.max(1, Math.floor(written.length / 2))
  let found: string[] = []
  for (const name of names) {
    if (Math.abs(name.length - written.length) > least) continue
    const far = isSwap(written, name) ? 1 : distance(written, name)
    if (far < least) found = []
    if (far <= least) found.push(name)
    least = Math.min(least, far)
  }
  const [name, ...others] = found
  const isCertain = name !== undefined && others.length === 0 && isSlip(written, name)
  return { names: found, distance: least, isCertain }
}

/** In a shorter name any letter may make another name. */
const fewestLetters = 6

/** Both are in lower case. */
function isSlip(written: string, name: string): boolean {
  const isLong = [written, name].every((text) => text.replace(/\P{L}/gu, '').length >= fewestLetters)
  return isLong && distance(written, name) === 1 && !differentWords(written, name).some(isDesignator)
}

function differentWords(written: string, name: string): string[] {
  const [ours, theirs] = [written, name].map((text) => text.split(/[^\p{L}\p{M}\p{N}]+/u))
  return [ours, theirs].flatMap((words, at) =>
    (words ?? []).filter((word) => !(at === 0 ? theirs : ours)?.includes(word)),
  )
}

/**
 * `12`, `B2`, `A` or `XIII`: the part that distinguishes the rooms of a corridor. A different designator means a
 * different room, not a slip.
 */
const isDesignator = (word: string): boolean => /^.{1,2}$|\p{N}|^[ivxlcdm]+$/u.test(word)

function isSwap(written: string, name: string): boolean {
  if (written.length !== name.length) return false
  let at = 0
  while (at < name.length && written[at] === name[at]) at++
  const swapped = written.slice(0, at) + (written[at + 1] ?? '') + (written[at] ?? '') + written.slice(at + 2)
  return swapped === name
}
