/**
 * One import is one transaction: it writes everything or nothing, and one import runs at a time. People go on booking
 * meanwhile. When a booking gets in the way, the import is undone and repeated with writers held back, so that it ends.
 */
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { RefusedError } from '../../operatorErrors.ts'

export interface ImportRun<T> {
  url: string
  /** Tables that other sessions must not write to during a second attempt */
  tables: readonly string[]
  step(text: string): void
  work(client: pg.ClientBase): Promise<T>
  /** Whether the changes are to stay */
  keeps(result: T): boolean
}

const attempts = 3

export async function runImport<T>(run: ImportRun<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptImport(run, attempt > 1)
    } catch (error) {
      const obstacle = obstacleIn(error)
      if (obstacle === undefined) throw error
      if (attempt === attempts) throw new RefusedError(`Nothing was changed: ${obstacle}. Try again in a while.`)
      run.step('Somebody else wrote at the same time: starting over')
      await setTimeout(attempt * 100)
    }
  }
}

async function attemptImport<T>(run: ImportRun<T>, withoutWriters: boolean): Promise<T> {
  const client = new pg.Client({ connectionString: run.url, application_name: 'compax import' })
  // The statement that needs a lost connection reports the loss.
  client.on('error', () => {})
  await client.connect()
  try {
    await beginInTurn(client, run.step)
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

/**
 * Each attempt is a transaction of its own, because its `now()` decides what is future and what is past, and `now()`
 * stands still while a transaction waits.
 */
async function beginInTurn(client: pg.ClientBase, step: (text: string) => void): Promise<void> {
  for (;;) {
    await client.query(`begin; ${transactionSettings}`)
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(${importLock}) as free`)
    if (rows[0]?.free === true) return
    await client.query('rollback')
    step('Waiting for another import to end')
    await setTimeout(200)
  }
}

const importLock = `hashtextextended('compax import', 0)`

/** Reasons why a check of a moment ago does not hold any more, by the state that PostgreSQL reports. */
const obstacles = new Map([
  ['23P01', 'two bookings would have had one room at one time'],
  ['23505', 'what was to be added has been added by somebody else'],
  ['23503', 'what was referred to has been removed by somebody else'],
  ['40P01', 'others wrote to the campus at the same time'],
  ['40001', 'others wrote to the campus at the same time'],
])

const obstacleIn = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? obstacles.get(error.code ?? '') : undefined
