/**
 * A gateway that keeps its answers in Redis alone, and everything that a Redis can do to it while it is asked: registered
 * operations by their hash, and texts with theirs. What it answers is compared with what was answered before.
 */
import { hash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { startFaultyProxy } from '../../support/caching/faultyProxy.ts'
import type { RedisServer } from '../../support/caching/redisServer.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type GatewayProcess, startProcess } from '../../support/gatewayProcess.ts'
import { createSender, type HttpAnswer, type HttpRequest } from '../../support/httpGateway.ts'
import { percentile } from '../stale/race.ts'
import { type CacheUnavailable, troublesOf } from './faults.ts'

interface Suffered {
  /** Errors, and answers that are not what they were */
  failures: string[]
  /** Milliseconds beside the 99th percentile without Redis, until Redis was left alone; undefined where nothing was asked */
  addedBefore: number | undefined
  /** Milliseconds until Redis was left alone; undefined where it was used on */
  leftAloneAfter: number | undefined
  addedAfter: number | undefined
  /** Milliseconds from the end of the fault until an answer came from Redis */
  recoveryMs: number
}

export interface Campaign {
  troubles: readonly CacheUnavailable[]
  suffer(trouble: CacheUnavailable): Promise<Suffered>
  stop(): Promise<void>
}

export interface CampaignOptions {
  databaseUrl: string
  redis: RedisServer
  /** For each fault */
  requests: number
}

const atOnce = 4
export const maxRecoveryMs = 30_000
const metricsToken = 'metrics-of-the-campaign-0123456789'
/** Of the registered operation that takes a size */
const campusMap = readRegisteredOperations().find(({ name }) => name === 'CampusMap')?.id ?? ''
const json = { 'content-type': 'application/json' }

export async function openCampaign({ databaseUrl, redis, requests }: CampaignOptions): Promise<Campaign> {
  const campus = createCampusRows()
  const buildings = Array.from({ length: 40 }, () => campus.building())
  for (const building of buildings) for (let room = 0; room < 5; room++) campus.space(building)
  await campus.insert(databaseUrl)
  const proxy = await startFaultyProxy(redis.port)
  const common = { DATABASE_URL: databaseUrl, NODE_ENV: 'production', LOG_LEVEL: 'info', CACHE_MEMORY_MB: '0' }
  const gateway = await start({ ...common, REDIS_URL: proxy.url, METRICS_TOKEN: metricsToken })
  const alone = await start(common)
  const questions = await questionsFor(
    alone,
    buildings.map(({ name }) => name),
  )
  await ask(alone, questions, requests)
  return {
    troubles: troublesOf(proxy, redis),
    suffer: (trouble) => suffer(trouble, { gateway, alone, questions, requests }),
    async stop() {
      for (const one of [gateway, alone]) one.kill('SIGTERM')
      await Promise.all([gateway.exited, alone.exited])
      await proxy.stop()
    },
  }
}

interface Question {
  request: HttpRequest
  /** What was answered before anything was wrong */
  expected: string
}

interface Timed {
  startedAt: number
  ms: number
}

async function start(env: Record<string, string>): Promise<GatewayProcess> {
  const started = startProcess(env)
  await started.ready()
  return { ...started, send: createSender(await started.url()) }
}

function most(times: Timed[]): number {
  const milliseconds = times.map(({ ms }) => ms)
  return percentile(milliseconds, 0.99)
}

interface Suffering {
  gateway: GatewayProcess
  /** One without Redis: what it takes then is what a fault is compared with, in the same moments of the machine */
  alone: GatewayProcess
  questions: Question[]
  requests: number
}

/** From the beginning of a fault until Redis is used again. */
async function suffer(
  trouble: CacheUnavailable,
  { gateway, alone, questions, requests }: Suffering,
): Promise<Suffered> {
  await untilUsed(gateway, questions)
  await ask(gateway, questions, requests)
  const state = { isOver: false, leftAloneAt: Number.POSITIVE_INFINITY }
  await trouble.begin()
  const began = performance.now()
  const watching = watchBreaker(gateway, state)
  const spoiling = (async () => {
    while (!state.isOver && trouble.again !== undefined) {
      await trouble.again()
      await setTimeout(5)
    }
  })()
  const failures: string[] = []
  const timed = await ask(gateway, questions, requests, failures)
  state.isOver = true
  await Promise.all([watching, spoiling])
  await trouble.end()
  const recoveryMs = await untilUsed(gateway, questions)
  const without = most(await ask(alone, questions, requests))
  const added = (times: Timed[]) => (times.length === 0 ? undefined : Math.max(0, most(times) - without))
  const { leftAloneAt } = state
  return {
    failures,
    addedBefore: added(timed.filter(({ startedAt }) => startedAt < leftAloneAt)),
    leftAloneAfter: Number.isFinite(leftAloneAt) ? Math.max(0, leftAloneAt - began) : undefined,
    addedAfter: added(timed.filter(({ startedAt }) => startedAt >= leftAloneAt)),
    recoveryMs,
  }
}

async function watchBreaker(gateway: GatewayProcess, state: { isOver: boolean; leftAloneAt: number }): Promise<void> {
  while (!state.isOver && state.leftAloneAt === Number.POSITIVE_INFINITY) {
    const asked = performance.now()
    const { body } = await gateway.send({ path: '/metrics', headers: { authorization: `Bearer ${metricsToken}` } })
    if (/compax_cache_redis_breaker_state\{state="open"\} 1/.test(body.toString())) state.leftAloneAt = asked
    await setTimeout(5)
  }
}

/** How long until an answer comes from Redis again. */
async function untilUsed(gateway: GatewayProcess, [question]: Question[]): Promise<number> {
  const start = performance.now()
  if (question === undefined) throw new Error('There is nothing to ask.')
  while (performance.now() - start < maxRecoveryMs) {
    const { headers } = await gateway.send(question.request)
    if (/^compax; hit/.test(String(headers['cache-status']))) return performance.now() - start
    await setTimeout(20)
  }
  return maxRecoveryMs
}

async function ask(
  gateway: GatewayProcess,
  questions: Question[],
  requests: number,
  failures: string[] = [],
): Promise<Timed[]> {
  const timed: Timed[] = []
  let turn = 0
  const client = async () => {
    while (turn < requests) {
      const question = questions[turn++ % questions.length] as Question // there are some
      const startedAt = performance.now()
      const wrong = await gateway.send(question.request).then(
        (answer) => faultOf(answer, question),
        (error: Error) => error.message,
      )
      timed.push({ startedAt, ms: performance.now() - startedAt })
      if (wrong !== undefined) failures.push(wrong)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, client))
  return timed
}

function faultOf({ status, body }: HttpAnswer, { expected }: Question): string | undefined {
  const text = body.toString()
  return status === 200 && text === expected ? undefined : `${status}: ${text.slice(0, 200)}`
}

/** Half of them registered operations by their hash alone, half texts with their hash. */
async function questionsFor(gateway: GatewayProcess, names: string[]): Promise<Question[]> {
  const requests = names.flatMap((name, index): HttpRequest[] => {
    const text = `query Rooms($name: String!) { building(name: $name) { id name spaces(first: ${index + 1}) { nodes { id name } } } }`
    const sha256Hash = hash('sha256', text)
    const body = { query: text, variables: { name }, extensions: { persistedQuery: { version: 1, sha256Hash } } }
    const byHash = { documentId: campusMap, variables: { first: index + 1 } }
    return [body, byHash].map((one) => ({ method: 'POST', headers: json, body: JSON.stringify(one) }))
  })
  const questions: Question[] = []
  for (const request of requests) {
    const { status, body, code } = await gateway.send(request)
    if (status !== 200 || code !== undefined) throw new Error(`A question was answered ${status}: ${body}`)
    questions.push({ request, expected: body.toString() })
  }
  return questions
}
