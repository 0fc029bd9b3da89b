/**
 * Many clients who want the same rooms, against several gateways on one database, while gateways are killed, database
 * connections cut and clients gone midway. Each attempt has a key, and is repeated with it until its outcome is known.
 */
import pg from 'pg'
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { type GatewayProcess, startProcess } from '../../support/gatewayProcess.ts'

export interface Contention {
  databaseUrl: string
  gateways: number
  clients: number
  /** Slots that many attempts want, of which each has one winner */
  contestedSlots: number
  /** Other stretches of time, which overlap by chance */
  randomRanges: number
  attempts: number
  faults: number
  /** `Bearer` tokens of people who may book at once */
  tokens: string[]
  /** Global ids of rooms */
  rooms: string[]
}

interface Attempt {
  key: string
  token: string
  room: string
  startsAt: string
  endsAt: string
}

interface Outcome {
  attempt: Attempt
  /** Global id of what was booked; undefined for SLOT_TAKEN */
  booking: string | undefined
}

export interface ContentionReport {
  outcomes: Outcome[]
  /** How often an outcome was unknown and asked for again */
  retries: number
  /** How many were injected */
  faults: number
  /** Anything that a client should never see */
  strange: string[]
}

const hourMs = 3_600_000
/** Beyond this the outcome counts as never known. */
const maxTries = 200

export async function contend(options: Contention): Promise<ContentionReport> {
  const environment = { DATABASE_URL: options.databaseUrl, LOG_LEVEL: 'info', SANDBOX: 'off' }
  const gateways = Array.from({ length: options.gateways }, () => startProcess(environment))
  const urls = await Promise.all(gateways.map((gateway) => gateway.ready()))
  const report: ContentionReport = { outcomes: [], retries: 0, faults: 0, strange: [] }
  const waiting = attemptsOf(options)
  const faultEvery = options.faults === 0 ? Number.POSITIVE_INFINITY : Math.floor(waiting.length / (options.faults + 1))
  const faults = createFaults({ gateways, urls, environment, databaseUrl: options.databaseUrl })

  async function client(index: number): Promise<void> {
    for (let attempt = waiting.pop(); attempt !== undefined; attempt = waiting.pop()) {
      if (waiting.length > 0 && waiting.length % faultEvery === 0) void faults.next()
      report.outcomes.push(await settle(attempt, index, { urls, report, faults }))
    }
  }
  try {
    await Promise.all(Array.from({ length: options.clients }, (_, index) => client(index)))
    await faults.done()
    report.faults = faults.count()
  } finally {
    for (const gateway of gateways) gateway.kill('SIGTERM')
    await Promise.all(gateways.map(({ exited }) => exited))
  }
  return report
}

function attemptsOf({ contestedSlots, randomRanges, attempts, tokens, rooms }: Contention): Attempt[] {
  const random = createRandom('contention', attempts)
  const start = Math.ceil(Date.now() / hourMs) * hourMs + 48 * hourMs
  const range = (from: number, hours: number) => ({
    room: random.pick(rooms),
    startsAt: new Date(start + from * hourMs).toISOString(),
    endsAt: new Date(start + (from + hours) * hourMs).toISOString(),
  })
  // Contested slots lie before the random ranges, so that nothing but another attempt can have them.
  const contested = Array.from({ length: contestedSlots }, (_, index) => range(index, 1))
  const ranges = Array.from({ length: randomRanges }, () =>
    range(contestedSlots + random.whole(0, 4000), random.whole(1, 6)),
  )
  const wanted = Array.from({ length: attempts }, (_, index) => {
    const slot = index < attempts / 2 ? contested[index % contestedSlots] : ranges[index % randomRanges]
    if (slot === undefined) throw new RangeError('There are slots and ranges to want.')
    return { key: `attempt ${index}`, token: random.pick(tokens), ...slot }
  })
  return random.shuffled(wanted)
}

async function settle(attempt: Attempt, index: number, field: Field): Promise<Outcome> {
  const { urls, report, faults } = field
  for (let tries = 0; tries < maxTries; tries++) {
    const url = urls[(index + tries) % urls.length] ?? ''
    const settled = await ask(attempt, url, report)
    if (settled !== undefined) return settled
    report.retries++
    // Against a gateway that is being started again, trying faster only uses the tries up.
    await faults.done()
  }
  throw new Error(`The outcome of ${attempt.key} never became known.`)
}

interface Field {
  urls: string[]
  report: ContentionReport
  faults: { done(): Promise<void> }
}

const mutation = `mutation ($input: CreateBookingInput!) {
  createBooking(input: $input) { booking { id } userErrors { code } }
}`

/** Undefined while the outcome is unknown. */
async function ask(attempt: Attempt, url: string, report: ContentionReport): Promise<Outcome | undefined> {
  const { key, token, room, startsAt, endsAt } = attempt
  const input = { space: room, title: key, startsAt, endsAt, idempotencyKey: key }
  const leaving = new AbortController()
  // Every twentieth client is gone before it hears the answer.
  if (Number(key.split(' ')[1]) % 20 === 0 && report.retries % 2 === 0) setImmediate(() => leaving.abort())
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: mutation, variables: { input } }),
      signal: leaving.signal,
    })
    return outcomeOf(attempt, await response.text(), report)
  } catch {
    return undefined
  }
}

function outcomeOf(attempt: Attempt, text: string, report: ContentionReport): Outcome | undefined {
  if (/constraint|relation|prisma|SQLSTATE|violates|deadlock|INTERNAL_SERVER_ERROR/i.test(text))
    report.strange.push(text)
  const payload = JSON.parse(text).data?.createBooking
  if (payload === undefined || payload === null) return undefined
  const codes: string[] = payload.userErrors.map(({ code }: { code: string }) => code)
  if (codes.some((code) => code !== 'SLOT_TAKEN')) report.strange.push(text)
  return { attempt, booking: payload.booking?.id }
}

interface Faulty {
  gateways: GatewayProcess[]
  urls: string[]
  environment: Record<string, string>
  databaseUrl: string
}

/** By turns: a gateway is killed and started again, or every connection to the database is cut. */
function createFaults({ gateways, urls, environment, databaseUrl }: Faulty) {
  let count = 0
  let last = Promise.resolve()
  const inject = async (number: number) => {
    if (number % 2 === 0) return cutConnections(databaseUrl)
    const index = number % gateways.length
    gateways[index]?.kill('SIGKILL')
    const restarted = startProcess(environment)
    gateways[index] = restarted
    urls[index] = await restarted.ready()
  }
  return {
    next: () => {
      const number = count++
      last = last.then(() => inject(number))
      return last
    },
    done: () => last,
    count: () => count,
  }
}

async function cutConnections(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await client.end()
}
