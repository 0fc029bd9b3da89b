/** A competitor with a cache, filled: its requests, each of which it has been asked before, and what it answers them. */
import { type Answer, ask } from '../measure/ask.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import type { HttpRequest } from '../measure/wrk.ts'
import { record } from '../works/reading.ts'
import { type Json, poolSize, type Variables } from '../works/work.ts'
import { dataOf, register } from './competitor.ts'
import { graphqlPath, hashOf } from './operations.ts'

const accept = { accept: 'application/json' }

export const getRequest = (operation: string, variables: Variables): HttpRequest => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(operation) } }
  const search = new URLSearchParams({ extensions: JSON.stringify(extensions), variables: JSON.stringify(variables) })
  return { method: 'GET', path: `${graphqlPath}?${search}`, headers: accept }
}

/** Cursors of the first buildings: a list from each of them on is another question. */
export async function findStarts(server: ServerProcess, operation: string): Promise<string[]> {
  const starts: string[] = []
  await register(server, operation, { variables: { first: 1 }, headers: {} })
  while (starts.length < poolSize) {
    const after: string | null = starts.at(-1) ?? null
    const data = await dataOf(server, operation, { variables: { first: 1, after }, headers: {} })
    const { endCursor } = record(record(record(data).buildings).pageInfo)
    if (typeof endCursor !== 'string') throw new Error(`${server.name} has too few buildings.`)
    starts.push(endCursor)
  }
  return starts
}

export interface CachedAnswer {
  request: HttpRequest
  answer: Answer
  data: Json
}

/** Asks everything, and again after `filled`: what is given is the second answer. */
export async function fillCache(
  server: ServerProcess,
  requests: readonly HttpRequest[],
  filled: () => void,
): Promise<CachedAnswer[]> {
  for (const request of requests) await ask(server.origin, request)
  filled()
  const answers: CachedAnswer[] = []
  for (const request of requests) {
    const answer = await ask(server.origin, request)
    const { data = null } = record(JSON.parse(answer.text))
    if (answer.status !== 200 || data === null) {
      throw new Error(`${server.name} answered ${answer.status}: ${answer.text.slice(0, 500)}`)
    }
    answers.push({ request, answer, data })
  }
  return answers
}

/** How many buildings make an answer of about so many bytes. */
export async function countForSize(server: ServerProcess, operation: string, bytes: number): Promise<number> {
  const sizeOf = async (first: number) => {
    const { text } = await ask(server.origin, getRequest(operation, { first, after: null }))
    return Buffer.byteLength(text)
  }
  const [one, many] = [await sizeOf(1), await sizeOf(100)]
  const each = (many - one) / 99
  return Math.max(1, Math.round((bytes - one) / each) + 1)
}
