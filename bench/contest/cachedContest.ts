/** The contests of cached answers of one size: who hits, and who answers that nothing has changed. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Answer, ask } from '../measure/ask.ts'
import { startServer } from '../measure/serverProcess.ts'
import type { HttpRequest } from '../measure/wrk.ts'
import { nodeHttpEntry } from '../peers/index.ts'
import { runFolder } from '../places.ts'
import { readCampusMap } from '../works/cachedMap.ts'
import { difference } from '../works/sameAnswer.ts'
import type { CachedField, CachedOptions, Entrant } from './cached.ts'
import { type CachedAnswer, countForSize, fillCache, getRequest } from './cachedAnswers.ts'
import { atLeastHalfOf, type Contestant, patient, serverContestant } from './contestant.ts'

export interface CachedContest {
  /** Ours from memory, ours from Redis, the peers, the floor */
  hits: Contestant[]
  /** Ours, the floor; empty while ours gives no ETag */
  notModified: Contestant[]
}

export async function prepareContest(
  bytes: number,
  field: CachedField,
  options: Pick<CachedOptions, 'database' | 'report'>,
): Promise<CachedContest> {
  const [first] = field.entrants
  if (first === undefined) throw new Error('Nobody has entered.')
  const count = await countForSize(first.server, readCampusMap(), bytes)
  const toContestant = (name: string, { server }: Pick<Entrant, 'server'>, requests: readonly HttpRequest[]) =>
    serverContestant({
      name,
      server,
      requests,
      postmaster: options.database.postmaster,
      patience: patient,
      isExpected: requests.some(isConditional) ? (size) => size < bytes / 2 : atLeastHalfOf(bytes),
      report: options.report,
      file: join(runFolder, `${name}-${bytes}-${requests.some(isConditional) ? '304' : 'hit'}`),
    })
  const hits: Contestant[] = []
  let reference: CachedAnswer[] = []
  for (const entrant of field.entrants) {
    const answers = await fillEntrant(entrant, count)
    if (reference.length === 0) reference = answers
    assertSame(entrant.name, reference, answers)
    hits.push(
      await toContestant(
        entrant.name,
        entrant,
        answers.map(({ request }) => request),
      ),
    )
  }
  const conditional = reference.map(({ request, answer }) => ifNoneMatch(request, answer.headers.etag ?? ''))
  const floor = { server: await startFloor(bytes, first, reference, conditional) }
  field.closing.push(floor.server.stop)
  hits.push(
    await toContestant(
      'node-http',
      floor,
      reference.map(({ request }) => request),
    ),
  )
  const notModified = (await gives304(first, conditional))
    ? [await toContestant('ours', first, conditional), await toContestant('node-http', floor, conditional)]
    : []
  return { hits, notModified }
}

async function fillEntrant(entrant: Entrant, count: number): Promise<CachedAnswer[]> {
  const requests = entrant.starts.map((after) => getRequest(readCampusMap(), { first: count, after }))
  const answers = await fillCache(entrant.server, requests, entrant.beforeHits)
  entrant.assertHits(answers)
  return answers
}

function assertSame(name: string, reference: readonly CachedAnswer[], answers: readonly CachedAnswer[]): void {
  for (const [index, { data }] of answers.entries()) {
    const found = difference(reference[index]?.data, data)
    if (found !== undefined) throw new Error(`${name} has another answer in its cache than ours, at ${found}`)
  }
}

const ifNoneMatch = (request: HttpRequest, etag: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, 'if-none-match': etag },
})

const isConditional = ({ headers }: HttpRequest): boolean => headers['if-none-match'] !== undefined

async function gives304({ server }: Entrant, conditional: readonly HttpRequest[]): Promise<boolean> {
  const [request] = conditional
  return request !== undefined && (await ask(server.origin, request)).status === 304
}

/** What Node writes of itself, and what belongs to the connection and not to the answer */
const ownHeaders = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']

const recordedHeaders = (headers: Answer['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)))

/** `node:http` with the same bytes and headers, and the same 304. */
async function startFloor(
  bytes: number,
  { server }: Entrant,
  answers: readonly CachedAnswer[],
  conditional: readonly HttpRequest[],
) {
  const recorded: Record<string, object> = {}
  for (const [index, { request, answer }] of answers.entries()) {
    const unchanged = conditional[index] === undefined ? undefined : await ask(server.origin, conditional[index])
    recorded[request.path] = {
      headers: recordedHeaders(answer.headers),
      bodies: [answer.text],
      notModified: unchanged?.status === 304 ? recordedHeaders(unchanged.headers) : undefined,
    }
  }
  const file = join(runFolder, `cached-${bytes}.json`)
  await writeFile(file, JSON.stringify(recorded))
  return startServer({ name: 'node-http', command: [nodeHttpEntry], env: { ANSWERS: file } })
}
