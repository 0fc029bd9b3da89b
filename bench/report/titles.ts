/** What a row is about, for people. */
import { cachedTitles, cachedWorks } from '../works/cachedMap.ts'
import { works } from '../works/index.ts'

export function titleOf(work: string, bytes: number): string {
  const read = works.find(({ name }) => name === work)
  if (read !== undefined) return `${work}: ${read.title}`
  const cached = cachedWorks.find((name) => name === work)
  return cached === undefined ? work : `${work}: ${cachedTitles[cached]}, ${bytes.toLocaleString('en')} bytes`
}
