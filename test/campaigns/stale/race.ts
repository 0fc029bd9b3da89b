/**
 * Writers and readers of rooms whose capacity only grows. What a reader is answered must be at least what had been
 * answered to a writer before the reader asked, whichever instance either of them asked. Some writers ask in arrays, whose
 * order must hold; some readers ask whether what they hold still holds.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../../src/campus/seeding/random.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import type { GraphQLAnswer } from '../../support/harness.ts'
import type { HttpAnswer, HttpRequest } from '../../support/httpGateway.ts'
import { type ClientCache, createClientCache } from './clientCaches.ts'
import { type Question, questions, roomQuestion } from './questions.ts'

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
  /** Arrays with mutations, all of whose entries were looked at */
  arrays: number
  /** Answers that said that what the client held still holds */
  notModified: number
  stale: string[]
  /** ms, of each mutation that came alone */
  took: number[]
}

const json = { 'content-type': 'application/json' }
const giveUpMs = 15_000

export async function race(field: Race): Promise<Report> {
  const report: Report = { mutations: 0, failed: 0, reads: 0, hits: 0, arrays: 0, notModified: 0, stale: [], took: [] }
  const track: Track = {
    field,
    report,
    answered: new Map(field.rooms.map((room) => [room, 0])),
    cache: createClientCache(field.random),
    last: 0,
  }
  let isOver = false
  const reading = Array.from({ length: field.readers }, async () => {
    while (!isOver) await read(track)
  })
  await Promise.all(field.rooms.map((room) => write(track, room)))
  isOver = true
  await Promise.all(reading)
  return report
}

interface Track {
  field: Race
  report: Report
  /** The most that a writer was answered, by room */
  answered: Map<number, number>
  cache: ClientCache
  /** The most that was asked for */
  last: number
}

const send = ({ field }: Track, request: HttpRequest): Promise<HttpAnswer | undefined> =>
  Promise.race([field.random.pick(field.instances).send(request), pause(giveUpMs).then(() => undefined)]).catch(
    () => undefined,
  )

const post = (track: Track, body: object, headers: Record<string, string>) =>
  send(track, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })

/** One writer a room, so that it knows what stands between its own steps. */
async function write(track: Track, room: number): Promise<void> {
  const { field, report } = track
  while (track.last < field.mutations) {
    if (field.random.chance(0.3)) await writeInArray(track, room)
    else {
      const capacity = ++track.last
      const start = performance.now()
      const answer = await post(track, change(room, capacity), field.headers)
      if (answer?.status === 200 && isDone(answer.graphql)) {
        track.answered.set(room, capacity)
        report.took.push(performance.now() - start)
      } else report.failed++
      report.mutations++
    }
  }
}

/** [read, change, change, read, change, read]: each read shows exactly what stands before it in the array. */
async function writeInArray(track: Track, room: number): Promise<void> {
  const { report, field } = track
  const before = track.answered.get(room) ?? 0
  const [first, second, third] = [++track.last, ++track.last, ++track.last]
  const look = { query: roomQuestion.text, variables: roomQuestion.variables(room, 0) }
  const body = [look, change(room, first), change(room, second), look, change(room, third), look]
  const answer = await post(track, body, field.headers)
  report.mutations += 3
  const parts: GraphQLAnswer[] = answer?.status === 200 ? JSON.parse(answer.body.toString()) : []
  const changes = [parts[1], parts[2], parts[4]]
  if (parts.length !== body.length || !changes.every((part) => part !== undefined && isDone(part))) {
    report.failed += 3
    return
  }
  track.answered.set(room, third)
  report.arrays++
  const shown = [parts[0], parts[3], parts[5]].map((part) => part?.data?.node?.capacity ?? 0)
  // What a change without an answer left may be more than the last that was answered, and is less than the first of these.
  // Of a room that no writer has changed yet, nothing is known.
  const isFirstRight = before === 0 || (shown[0] >= before && shown[0] < first)
  const isRight = isFirstRight && shown[1] === second && shown[2] === third
  if (!isRight) report.stale.push(`An array showed ${shown} around ${[first, second, third]}, after ${before}.`)
}

const isDone = ({ data }: GraphQLAnswer): boolean => data?.updateSpace?.userErrors.length === 0

const change = (room: number, capacity: number) => ({
  query: `mutation($room: ID!, $capacity: Int!) {
    updateSpace(input: { space: $room, capacity: $capacity }) { space { id } userErrors { code } }
  }`,
  variables: { room: encodeGlobalId('Space', room), capacity },
})

async function read(track: Track): Promise<void> {
  const { field, report, cache } = track
  const least = new Map(track.answered)
  const own = field.random.chance(0.3) ? field.headers : {}
  const question = field.random.pick(questions)
  const operation = {
    query: question.text,
    variables: question.variables(field.random.pick(field.rooms), field.building),
  }
  const conditional = field.random.chance(0.5) ? cache.ask(operation, own) : undefined
  const answer = await (conditional ? send(track, conditional.request) : post(track, operation, own))
  const body = answer && (conditional ? conditional.bodyAfter(answer) : answer.body.toString())
  if (answer === undefined || body === undefined) return
  if (answer.status === 304) report.notModified++
  else if (answer.status !== 200) return
  check(track, { question, least, body, status: String(answer.headers['cache-status']) })
}

interface Seen {
  question: Question
  /** What had been answered to writers before this was asked */
  least: ReadonlyMap<number, number>
  body: string
  status: string
}

function check({ field, report }: Track, { question, least, body, status }: Seen): void {
  const { data, errors }: GraphQLAnswer = JSON.parse(body)
  if (errors !== undefined) return
  report.reads++
  if (status.includes('; hit')) report.hits++
  for (const { id, capacity } of question.rooms(data)) {
    const room = field.rooms.find((one) => encodeGlobalId('Space', one) === id) ?? 0
    const floor = least.get(room) ?? 0
    if ((capacity ?? 0) >= floor) continue
    report.stale.push(`${id}: ${capacity}, after ${floor} was answered (${status})`)
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
