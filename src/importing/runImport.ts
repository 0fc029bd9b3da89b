/**
 * One import as one transaction: everything or nothing, one import at a time. People go on booking meanwhile; when one
 * of them gets in the way, the import is undone and done again with writers held back, so that it ends.
 */
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { RefusedError } from '../errors.ts'

export interface ImportRun<T> {
  url: string
  /** What others must not write to in a second attempt */
  tables: readonly string[]
  step(text: string): void
  work(client: pg.ClientBase): Promise<T>
  /** Whether what was done is to stay */
  keeps(result: T): boolean
}

const attempts = 3

export async function runImport<T>(run: ImportRun<T>): Promise<T> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await attemptImport(run, attempt > 1)
    } catch (error) {
      if (!isRace(error)) throw error
      run.step('Somebody else wrote at the same time: starting over')
      await setTimeout(attempt * 100)
    }
  }
  throw new RefusedError('Others wrote to the campus during the import: nothing was changed. Try again in a while.')
}

async function attemptImport<T>(run: ImportRun<T>, withoutWriters: boolean): Promise<T> {
  const client = new pg.Client({ connectionString: run.url, application_name: 'compax import' })
  // A lost connection is told by the statement that needed it.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`begin; ${transactionSettings}`)
    await takeTurn(client, run.step)
    if (withoutWriters) await client.query(`lock table ${run.tables.join(', ')} in share row exclusive mode`)
    const result = await run.work(client)
    await client.query(run.keeps(result) ? 'commit' : 'rollback')
    return result
  } finally {
    // Ends the transaction too, should it still be open.
    await client.end().catch(() => {})
  }
}

/** Compiling to machine code never pays here: the statements are simple and many. */
const transactionSettings = `
  set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;
  set local jit = off; set local work_mem = '32MB'`

async function takeTurn(client: pg.ClientBase, step: (text: string) => void): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${importLock}) as free`)
  if (rows[0]?.free === true) return
  step('Waiting for another import to end')
  await client.query(`select pg_advisory_xact_lock(${importLock})`)
}

const importLock = `hashtextextended('compax import', 0)`

/** Violations of what was checked a moment ago (exclusion, unique, foreign key), deadlock, serialization failure. */
const raceCodes = new Set(['23P01', '23505', '23503', '40P01', '40001'])

const isRace = (error: unknown): boolean => error instanceof pg.DatabaseError && raceCodes.has(error.code ?? '')
