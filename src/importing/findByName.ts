/** Finds things by name without case, unless only case tells two of them apart. */
import { foldName } from './names.ts'

export function findByName<Thing>(things: Iterable<Thing>, nameOf: (thing: Thing) => string) {
  const byFolded = Map.groupBy(things, (thing) => foldName(nameOf(thing)))
  return (name: string): Thing | undefined => {
    const alike = byFolded.get(foldName(name)) ?? []
    return alike.find((thing) => nameOf(thing) === name) ?? (alike.length === 1 ? alike[0] : undefined)
  }
}
