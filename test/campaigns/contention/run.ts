/**
 * `npm run contention`: the long version, on an embedded server of its own. Prints what was counted. Exits with 1 if
 * anything is wrong. With `--timing` it compares how long sign-ins take instead; for that the machine should have
 * nothing else to do.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openDatabase } from '../../../src/postgres/openDatabase.ts'
import { startServer } from '../../../src/server.ts'
import { readSettings } from '../../../src/settings.ts'
import { type Execute, executeAt } from '../../support/execute.ts'
import { contend } from './contend.ts'
import { type Field, prepareField } from './field.ts'
import { askWithForeignIds } from './foreign.ts'
import { repeatKeys } from './repeat.ts'
import { compareSignIns } from './timing.ts'
import { contestedWinners, verify } from './verify.ts'

const long = { gateways: 3, clients: 200, contestedSlots: 50, randomRanges: 5000, attempts: 20_000 }

if (process.argv.includes('--timing')) await withField(compareTimes)
else {
  await withField(repeatAndTrespass)
  for (const faults of [0, 100]) await withField((databaseUrl, field) => contendFor(databaseUrl, field, faults))
}

async function compareTimes(databaseUrl: string): Promise<void> {
  const limits = { SIGN_IN_LIMIT: '100000/account 100000/address per 15 min' }
  await withServer({ DATABASE_URL: databaseUrl, ...limits }, async (execute) => {
    const { wrongPassword, unknownUser, differencePercent } = await compareSignIns(execute, 400)
    console.log(
      `Medians of 400 sign-ins each, by turns: ${wrongPassword.toFixed(2)} ms with a wrong password, ` +
        `${unknownUser.toFixed(2)} ms of nobody: ${differencePercent.toFixed(2)} % apart.`,
    )
    if (differencePercent >= 5) process.exitCode = 1
  })
}

async function repeatAndTrespass(databaseUrl: string, field: Field): Promise<void> {
  await withServer({ DATABASE_URL: databaseUrl }, async (execute) => {
    const { booked, equal } = await repeatKeys({ gateway: { execute }, ...field, keys: 1000, repeats: 10 })
    const [token = ''] = field.tokens
    const foreign = await askWithForeignIds({ execute, databaseUrl, token, count: 5000 })
    console.log(`${foreign.asked} foreign ids: ${foreign.different} answered otherwise than ids of nothing.`)
    if (foreign.different > 0 || foreign.changed) process.exitCode = 1
    console.log(`1000 keys, 10 requests each: ${booked} booked, ${equal} of 9000 repeats equal.`)
    if (booked !== 1000 || equal !== 9000) process.exitCode = 1
  })
}

async function contendFor(databaseUrl: string, field: Field, faults: number): Promise<void> {
  const start = performance.now()
  const report = await contend({ databaseUrl, ...long, ...field, faults })
  const { lost, unasked, strange, overlaps, winners } = await verify(databaseUrl, report)
  const contested = contestedWinners(report, long.attempts / 2 / long.contestedSlots)
  const single = contested.filter((count) => count === 1).length
  const seconds = Math.round((performance.now() - start) / 1000)
  console.log(
    `${report.outcomes.length} attempts, ${report.faults} faults, ${report.retries} retries, ${winners} booked, ${seconds} s: ` +
      `${single} of ${long.contestedSlots} contested slots with one winner, ` +
      `${overlaps} overlaps, ${lost.length} lost, ${unasked.length} unasked, ${strange.length} strange answers.`,
  )
  for (const text of strange.slice(0, 5)) console.log(text)
  const wrong = overlaps + lost.length + unasked.length + strange.length
  if (wrong > 0 || single !== long.contestedSlots || report.faults < faults) process.exitCode = 1
}

async function withServer(env: Record<string, string>, run: (execute: Execute) => Promise<void>): Promise<void> {
  const server = await startServer(readSettings({ PORT: '0', ...env }), pino({ level: 'silent' }))
  await run(executeAt(server.url)).finally(() => server.close())
}

async function withField(run: (databaseUrl: string, field: Field) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'compax-contention-'))
  const database = await openDatabase({ databaseUrl: undefined, databaseDirectUrl: undefined, dataDir }, console.log)
  try {
    await run(database.url, await prepareField(database.url))
  } finally {
    await database.leave()
    await rm(dataDir, { recursive: true, force: true })
  }
}
