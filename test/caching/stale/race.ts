/**
 * Writers and readers of rooms whose capacity only grows. What a reader is answered must be at least what had been
 * answered to a writer before the reader asked, whichever instance either of them asked.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { encodeGlobalId } from '../../../src/globalId.ts'
import type { Random } from '../../../src/seeding/random.ts'
import type { HttpAnswer, HttpRequest } from '../../httpGateway.ts'

export interface Racer {
  send(request: HttpRequest): Promise<HttpAnswer>
}

export interface Race {
  instances: Racer[]
  /** Of an admin */
  headers: Record<string, string>
  rooms: number[]
  building: number
  mutations: number
  readers: number
  random: Random
}

export interface Report {
  mutations: number
  /** Without an answer, or with another than that it was done */
  failed: number
  reads: number
  hits: number
  stale: string[]
  /** ms, of each mutation */
  took: number[]
}

const json = { 'content-type': 'application/json' }
const giveUpMs = 15_000

export async function race({ instances, headers, rooms, building, mutations, readers, random }: Race): Promise<Report> {
  const report: Report = { mutations: 0, failed: 0, reads: 0, hits: 0, stale: [], took: [] }
  const answered = new Map(rooms.map((room) => [room, 0]))
  let last = 0
  let isOver = false
  const post = (body: object, own = {}) => {
    const sent = random
      .pick(instances)
      .send({ method: 'POST', headers: { ...json, ...own }, body: JSON.stringify(body) })
    return Promise.race([sent, pause(giveUpMs).then(() => undefined)]).catch(() => undefined)
  }

  async function write(room: number): Promise<void> {
    while (last < mutations) {
      const capacity = ++last
      const start = performance.now()
      const answer = await post(
        { query: update, variables: { room: encodeGlobalId('Space', room), capacity } },
        headers,
      )
      const isDone = answer?.status === 200 && answer.graphql.data?.updateSpace.userErrors.length === 0
      if (isDone) {
        answered.set(room, capacity)
        report.took.push(performance.now() - start)
      } else report.failed++
      report.mutations++
    }
  }

  async function read(): Promise<void> {
    while (!isOver) {
      const least = new Map(answered)
      const own = random.chance(0.3) ? headers : {}
      const query = random.pick(questions)
      const asked = random.pick(rooms)
      const answer = await post({ query: query.text, variables: query.variables(asked, building) }, own)
      if (answer?.status !== 200 || answer.graphql.errors !== undefined) continue
      report.reads++
      if (String(answer.headers['cache-status']).includes('; hit')) report.hits++
      for (const { id, capacity } of query.rooms(answer.graphql.data)) {
        const room = rooms.find((one) => encodeGlobalId('Space', one) === id) ?? 0
        const floor = least.get(room) ?? 0
        if ((capacity ?? 0) >= floor) continue
        report.stale.push(`${id}: ${capacity}, after ${floor} was answered (${answer.headers['cache-status']})`)
      }
    }
  }

  const reading = Array.from({ length: readers }, read)
  await Promise.all(rooms.map(write))
  isOver = true
  await Promise.all(reading)
  return report
}

const update = `mutation($room: ID!, $capacity: Int!) {
  updateSpace(input: { space: $room, capacity: $capacity }) { space { id } userErrors { code } }
}`

interface Room {
  id: string
  capacity: number | null
}

interface Question {
  text: string
  variables(room: number, building: number): object
  // biome-ignore lint/suspicious/noExplicitAny: of whatever was asked
  rooms(data: any): Room[]
}

const questions: Question[] = [
  {
    text: 'query($id: ID!) { node(id: $id) { ... on Space { id capacity } } }',
    variables: (room) => ({ id: encodeGlobalId('Space', room) }),
    rooms: ({ node }) => [node],
  },
  {
    text: '{ spaces(first: 50) { nodes { id capacity } } }',
    variables: () => ({}),
    rooms: ({ spaces }) => spaces.nodes,
  },
  {
    text: 'query($id: ID!) { viewer { id } node(id: $id) { ... on Building { spaces(first: 50) { nodes { id capacity } } } } }',
    variables: (_, building) => ({ id: encodeGlobalId('Building', building) }),
    rooms: ({ node }) => node.spaces.nodes,
  },
]

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
