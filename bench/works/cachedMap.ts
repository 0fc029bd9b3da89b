/** What is asked of caches: a registered operation of the product, from a different building on each time. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../places.ts'

export const cachedWorks = ['hit-memory', 'hit-redis', 'not-modified'] as const
export type CachedWork = (typeof cachedWorks)[number]

export const answerSizes = [2000, 20_000] as const

export const cachedTitles: Record<CachedWork, string> = {
  'hit-memory': 'an answer that is in memory',
  'hit-redis': 'an answer that is in Redis alone',
  'not-modified': 'an answer that the client has',
}

const name = 'CampusMap'

/** The text of the operation, under whose hash it is registered. */
export function readCampusMap(): string {
  const file = join(projectFolder, 'schema/published/operations.json')
  const { operations }: { operations: { name: string; body: string }[] } = JSON.parse(readFileSync(file, 'utf8'))
  const found = operations.find((operation) => operation.name === name)
  if (found === undefined) throw new Error(`The operation ${name} is not registered any more.`)
  return found.body
}
