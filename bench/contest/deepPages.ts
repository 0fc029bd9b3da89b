/** Where the deep pages begin, found the way any client finds it: by turning pages. Each server has cursors of its own. */
import type { ServerProcess } from '../measure/serverProcess.ts'
import { walking } from '../works/deepPage.ts'
import { record } from '../works/reading.ts'
import { type DialectName, poolSize, type Variables } from '../works/work.ts'
import { dataOf, register } from './competitor.ts'

const deepestPage = 5000
const pageSize = 20
const stride = 100

/** Cursors of page 5,000 and of those behind it. */
export async function findDeepPages(
  server: ServerProcess,
  dialect: DialectName,
  headers: Record<string, string>,
): Promise<Variables[]> {
  const operation = walking[dialect]
  await register(server, operation, { variables: { first: 1, after: null }, headers })
  let after: string | null = null
  const turn = async (first: number) => {
    const data = await dataOf(server, operation, { variables: { first, after }, headers })
    const { endCursor } = record(record(record(data).bookings).pageInfo)
    if (typeof endCursor !== 'string') throw new Error(`${server.name} has no page ${deepestPage}.`)
    after = endCursor
    return endCursor
  }
  const before = (deepestPage - 1) * pageSize
  for (let rows = 0; rows < before; rows += stride) await turn(Math.min(stride, before - rows))
  const pages: Variables[] = [{ after }]
  while (pages.length < poolSize) pages.push({ after: await turn(pageSize) })
  return pages
}
