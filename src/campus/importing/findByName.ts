/** Finds things by what people read in their names, which is unique in the database. */
import { foldName } from './names.ts'

export function findByName<Thing>(things: Iterable<Thing>, nameOf: (thing: Thing) => string) {
  const byFolded = new Map([...things].map((thing) => [foldName(nameOf(thing)), thing]))
  return (name: string): Thing | undefined => byFolded.get(foldName(name))
}
