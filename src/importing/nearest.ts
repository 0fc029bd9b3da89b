/** The names that somebody may have meant who wrote another: by edit distance, a swap of neighbours counting once. */
import { distance } from 'fastest-levenshtein'

export interface Nearest {
  /** All at the least distance, in the order given; none when every name is too far to be worth a word */
  names: string[]
  distance: number
}

/** Further than half of what was written there is no likeness left. */
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
  return { names: found, distance: least }
}

function isSwap(written: string, name: string): boolean {
  if (written.length !== name.length) return false
  let at = 0
  while (at < name.length && written[at] === name[at]) at++
  const swapped = written.slice(0, at) + (written[at + 1] ?? '') + (written[at] ?? '') + written.slice(at + 2)
  return swapped === name
}
