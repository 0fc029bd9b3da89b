/**
 * All people send all operations in every way at once. Each answer is compared with one that was made for the same
 * viewer: the two are equal, or the gateway gave a person another person's data. Between rounds roles change under
 * their sessions, and sessions end.
 */
import type { IncomingHttpHeaders } from 'node:http'
import http from 'node:http'
import type { Random } from '../../../src/campus/seeding/random.ts'
import {
  answerOf,
  ask,
  bodyOf,
  fresh,
  type Operation,
  statusOf,
  type Way,
  ways,
} from '../../support/caching/cacheClient.ts'
import type { HttpAnswer, HttpGateway } from '../../support/httpGateway.ts'
import type { TestPerson } from '../../support/people.ts'
import { type Field, secret } from './field.ts'

export interface Hunt {
  field: Field
  gateways: HttpGateway[]
  random: Random
  answers: number
  /** Clients that leave in the middle of their request */
  leavers: number
  rounds: number
  atOnce: number
}

export interface Found {
  answers: number
  hits: number
  left: number
  /** Answers that differ from what their viewer should get */
  leaks: string[]
}

type Gateway = Pick<HttpGateway, 'get' | 'post' | 'url'>

const encodings = ['identity', 'gzip', 'br']
/** Headers by which clients control their own caches; the tag belongs to no answer */
const ownCaching: Record<string, string>[] = [
  {},
  {},
  { 'cache-control': 'no-cache' },
  { 'cache-control': 'max-age=0', 'if-none-match': '"other"' },
]
const wayNames = Object.keys(ways) as Way[] // its own keys

export async function hunt({ field, gateways, random, rounds, atOnce, ...total }: Hunt): Promise<Found> {
  const found: Found = { answers: 0, hits: 0, left: 0, leaks: [] }
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await changeRoles(field, round, gateways[0] as HttpGateway)
    const right = await makeAll(field, gateways[0] as HttpGateway)
    const until = (total.answers * (round + 1)) / rounds
    const leavers = (total.leavers * (round + 1)) / rounds
    await Promise.all(Array.from({ length: atOnce }, client))

    async function client(): Promise<void> {
      while (found.answers < until) {
        const person = random.whole(0, field.people.length - 1)
        const gateway = random.pick(gateways)
        if (found.left < leavers) {
          found.left++
          await leave(gateway, random.pick(field.operations), field.people[person])
        }
        await askOnce({ person, gateway, right, field, random, found })
      }
    }
  }
  return found
}

interface Asking {
  person: number
  gateway: Gateway
  right: string[][]
  field: Field
  random: Random
  found: Found
}

async function askOnce(asking: Asking): Promise<void> {
  const { person, gateway, right, field, random, found } = asking
  const headers: Record<string, string> = {
    ...field.people[person]?.headers,
    'accept-encoding': random.pick(encodings),
    ...random.pick(ownCaching),
  }
  const chosen = Array.from({ length: random.chance(0.1) ? 5 : 1 }, () => random.whole(0, field.operations.length - 1))
  const operations = chosen.map((index) => field.operations[index] as Operation)
  const expected = chosen.map((index) => right[person]?.[index])
  const check = (text: string | undefined, index: number, told: string) => {
    found.answers++
    if (text !== expected[index]) found.leaks.push(`${told}\n  ${text}\n  in place of\n  ${expected[index]}`)
    if (text !== undefined) checkSecrets(asking, text)
  }
  const [only] = operations
  if (only !== undefined && operations.length === 1) {
    const way = random.pick(wayNames)
    const answer = await answered(gateway, only, { way, headers })
    if (statusOf(answer.headers) === 'hit') found.hits++
    if (answer.headers['set-cookie'] !== undefined) found.leaks.push(`A cookie: ${way}`)
    return check(answerOf(answer), 0, `${way} ${describe(answer.headers)}`)
  }
  // A mutation that changes nothing, at a random place: the operations after it are answered for the same viewer.
  const at = random.chance(0.3) ? random.whole(0, operations.length) : undefined
  const sent = at === undefined ? operations : operations.toSpliced(at, 0, changeNothing)
  const answer = await (gateway as HttpGateway).post(sent, headers)
  const parts: { data?: unknown; errors?: unknown }[] = JSON.parse(bodyOf(answer))
  const shown = at === undefined ? parts : parts.toSpliced(at, 1)
  for (const [index, { data, errors }] of shown.entries()) check(JSON.stringify({ data, errors }), index, 'batch')
}

const changeNothing: Operation = {
  query: 'mutation { deleteRating(input: { rating: "UmF0aW5nOjA" }) { userErrors { code } } }',
}

/** Sends an operation by its hash alone once the hash is known, as clients do, and with its text when it is not. */
async function answered(
  gateway: Gateway,
  operation: Operation,
  how: { way: Way; headers: Record<string, string> },
): Promise<HttpAnswer> {
  const answer = await ways[how.way](gateway as HttpGateway, operation, how.headers)
  if (!bodyOf(answer).includes('PERSISTED_QUERY_NOT_FOUND')) return answer
  return ways['POST both'](gateway as HttpGateway, operation, how.headers)
}

const describe = (headers: IncomingHttpHeaders) => `${headers['cache-status']} ${headers['content-encoding'] ?? ''}`

/** Checks without the gateway's help: titles and addresses name their owners. */
function checkSecrets({ person, field, found }: Asking, text: string): void {
  for (const [, owner] of text.matchAll(secret)) {
    if (!field.isHidden(Number(owner), person)) continue
    found.leaks.push(`What is ${owner}'s went to person ${person}: ${text.slice(0, 500)}`)
  }
}

/** For each person, asked alone: the answer of each operation */
async function makeAll({ people, operations }: Field, gateway: HttpGateway): Promise<string[][]> {
  const all: string[][] = []
  for (const person of people) {
    const headers = { ...person?.headers, ...fresh }
    all.push(await Promise.all(operations.map(async (one) => answerOf(await ask(gateway, one, headers)))))
  }
  return all
}

async function changeRoles(field: Field, round: number, gateway: HttpGateway): Promise<void> {
  await field.rotateRoles()
  if (round % 2 === 1) await field.endASession()
  // Any mutation's answer, refused or not, waits until every gateway knows of what was written before.
  await ask(gateway, { query: 'mutation { signOut { userErrors { code } } }' })
}

/** Leaves before the answer has come */
async function leave(gateway: Gateway, { query, variables }: Operation, person: TestPerson | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const request = http.request(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...person?.headers },
    agent: false,
  })
  request.on('error', () => {}).on('close', resolve)
  request.on('response', (response) => response.destroy())
  request.end(JSON.stringify({ query, variables }), () => request.destroy())
  await promise
}
