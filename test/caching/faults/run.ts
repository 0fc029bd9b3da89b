/**
 * `npm run cache:faults`: a gateway that keeps its answers in Redis alone, and everything that a Redis can do to it while
 * it is asked: registered operations, and texts with their hash. Prints, for each fault, errors, wrong answers, what was
 * added to the 99th percentile before Redis was left alone and after, and how long it took to be used again; 1 if there
 * was an error or a wrong answer. `-- --requests 200` for fewer.
 */
import { hash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { readRegisteredOperations } from '../../../src/operations/registeredOperations.ts'
import { createCampusRows } from '../../campusRows.ts'
import { type GatewayProcess, startProcess } from '../../gatewayProcess.ts'
import { createSender, type HttpAnswer, type HttpRequest } from '../../httpGateway.ts'
import { numberGiven, withServers } from '../campusServer.ts'
import { type FaultyProxy, startFaultyProxy } from '../faultyProxy.ts'
import { percentile } from '../stale/race.ts'
import { type Trouble, troublesOf } from './faults.ts'

const requestsEach = numberGiven('requests', 1000)
const atOnce = 16
const mostRecoveryMs = 30_000
const metricsToken = 'metrics-of-the-campaign-0123456789'
/** Of the registered operation that takes a size */
const campusMap = readRegisteredOperations().find(({ name }) => name === 'CampusMap')?.id ?? ''
const json = { 'content-type': 'application/json' }

interface Question {
  request: HttpRequest
  /** What was answered before anything was wrong */
  expected: string
}

interface Timed {
  startedAt: number
  ms: number
}

const campus = createCampusRows()
const buildings = Array.from({ length: 40 }, () => campus.building())
for (const building of buildings) for (let room = 0; room < 5; room++) campus.space(building)

await withServers(async (databaseUrl, redis) => {
  if (redis === undefined) throw new Error('This is about Redis: apt-get install redis-server')
  await campus.insert(databaseUrl)
  const proxy = await startFaultyProxy(redis.port)
  const common = { DATABASE_URL: databaseUrl, NODE_ENV: 'production', LOG_LEVEL: 'info', CACHE_MEMORY_MB: '0' }
  const gateway = await start({ ...common, REDIS_URL: proxy.url, METRICS_TOKEN: metricsToken })
  const alone = await start(common)
  try {
    const questions = await questionsFor(alone)
    // As it answers where it has no Redis: that is what a fault is compared with.
    await ask(alone, questions)
    const without = percentile(
      (await ask(alone, questions)).map(({ ms }) => ms),
      0.99,
    )
    console.log(`Without Redis: p99 ${without.toFixed(1)} ms.`)
    for (const trouble of troublesOf(proxy, redis)) await suffer(trouble, { gateway, questions, without, proxy })
  } finally {
    for (const one of [gateway, alone]) one.kill('SIGTERM')
    await Promise.all([gateway.exited, alone.exited])
    await proxy.stop()
  }
})

async function start(env: Record<string, string>): Promise<GatewayProcess> {
  const started = startProcess(env)
  await started.ready()
  return { ...started, send: createSender(await started.url()) }
}

interface Suffering {
  gateway: GatewayProcess
  questions: Question[]
  without: number
  proxy: FaultyProxy
}

async function suffer(trouble: Trouble, { gateway, questions, without }: Suffering): Promise<void> {
  await untilUsed(gateway, questions)
  await ask(gateway, questions)
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
  const timed = await ask(gateway, questions, failures)
  state.isOver = true
  await Promise.all([watching, spoiling])
  await trouble.end()
  const recovery = await untilUsed(gateway, questions)
  const added = (times: Timed[]) =>
    times.length === 0
      ? '–'
      : `${Math.max(
          0,
          percentile(
            times.map(({ ms }) => ms),
            0.99,
          ) - without,
        ).toFixed(1)} ms`
  const before = timed.filter(({ startedAt }) => startedAt < state.leftAloneAt)
  const after = timed.filter(({ startedAt }) => startedAt >= state.leftAloneAt)
  const left = Number.isFinite(state.leftAloneAt)
    ? `left alone after ${Math.max(0, state.leftAloneAt - began).toFixed(0)} ms, then p99 + ${added(after)}`
    : 'used on'
  console.log(
    `${trouble.name.padEnd(12)} ${timed.length} requests, ${failures.length} wrong; p99 + ${added(before)}; ${left}; ` +
      `used again ${recovery.toFixed(0)} ms after its end`,
  )
  for (const failure of failures.slice(0, 3)) console.log(`  ${failure}`)
  if (failures.length > 0 || recovery >= mostRecoveryMs) process.exitCode = 1
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
  while (performance.now() - start < mostRecoveryMs) {
    const { headers } = await gateway.send(question.request)
    if (/^compax; hit/.test(String(headers['cache-status']))) return performance.now() - start
    await setTimeout(20)
  }
  return mostRecoveryMs
}

async function ask(gateway: GatewayProcess, questions: Question[], failures: string[] = []): Promise<Timed[]> {
  const timed: Timed[] = []
  let turn = 0
  const client = async () => {
    while (turn < requestsEach) {
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
async function questionsFor(gateway: GatewayProcess): Promise<Question[]> {
  const requests = buildings.flatMap(({ name }, index): HttpRequest[] => {
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
