/**
 * One spelling for each department: the one that was written first. Otherwise lists would show the department twice.
 */
import { foldName } from '../names.ts'
import { type Reader, readName } from '../reading.ts'

export function createDepartmentReader(known: string[]): Reader<string> {
  const spellings = new Map(known.map((department) => [foldName(department), department]))
  return (text) => {
    const reading = readName(text)
    if (!('value' in reading)) return reading
    const folded = foldName(text)
    const value = spellings.get(folded) ?? text
    spellings.set(folded, value)
    return { value }
  }
}
