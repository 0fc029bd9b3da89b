/**
 * What a settle takes on this machine at the very least: its steps (a row, a notice, a read, what was seen, a look) by three
 * processes that have nothing else to do. One of them is who asks, and hears of it as the others do.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { bareNews } from './bareNews.ts'

const others = 2
/** Between two of them */
const restMs = 5
const warmUps = 1000

/** ms, of each */
export async function measureBareSettling(databaseUrl: string, times: number): Promise<number[]> {
  const [client, ear] = await Promise.all([connect(databaseUrl), connect(databaseUrl)])
  await client.query(`create table bare_log (xid xid8 primary key default pg_current_xact_id());
    create table bare_instance (id text primary key, seen pg_snapshot)`)
  const children = Array.from({ length: others }, (_, id) =>
    spawn(process.execPath, [join(import.meta.dirname, 'bareSubscriber.ts'), databaseUrl, String(id)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  try {
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
    await ear.query('listen bare_log')
    const took: number[] = []
    for (let turn = -warmUps; turn < times; turn++) {
      const start = performance.now()
      await settle(client, ear)
      if (turn >= 0) took.push(performance.now() - start)
      await client.query('delete from bare_log')
      await setTimeout(restMs)
    }
    return took
  } finally {
    for (const child of children) child.kill()
    await client.query('drop table bare_log, bare_instance')
    await Promise.all([client.end(), ear.end()])
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, options: '-c synchronous_commit=off' })
  await client.connect()
  return client
}

async function settle(client: pg.Client, ear: pg.Client): Promise<void> {
  const rung = once(ear, 'notification')
  const barrier = `with barrier as (insert into bare_log default values returning xid)
    select xid::text as xid, pg_notify('bare_log', '') from barrier`
  const { rows } = await client.query<{ xid: string }>({ name: 'barrier', text: barrier })
  await rung
  await ear.query({ name: 'read', text: bareNews })
  const look = `select from bare_instance where not coalesce(pg_visible_in_snapshot($1::xid8, seen), false)`
  for (;;) {
    const { rowCount } = await client.query({ name: 'look', text: look, values: [rows[0]?.xid] })
    if (rowCount === 0) return
  }
}
