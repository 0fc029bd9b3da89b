/** What the database does for the very statements that the gateway sends: explained while they run, not while they wait. */
import pg from 'pg'
import { createReadLanes } from '../../src/gateway/database/lanes/readLanes.ts'
import type { Sql } from '../../src/gateway/database/sql.ts'
import { createInnerGateway } from './innerGateway.ts'

interface Plan {
  /** Pages of tables and indexes that were looked at, in memory or not */
  buffers: number
  /** Tables that were read from end to end, each as often as it was, those inside functions too */
  readWhole: string[]
}

export interface Planner {
  /** The plan of each statement that the operation takes: as planned for its values, and as planned for any. */
  plansOf(query: string): Promise<Plan[]>
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  data(query: string): Promise<any>
  stop(): Promise<void>
}

export async function createPlanner(databaseUrl: string): Promise<Planner> {
  const lanes = createReadLanes({ connectionString: databaseUrl, lanes: 1, statementTimeoutMs: 60_000 })
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC -c jit=off' })
  await client.connect()
  const sent: Sql[] = []
  const gateway = await createInnerGateway({
    env: { MAX_PAGE_SIZE: '1000', MAX_COST: '1000000000', MAX_VALUES: '1000000000' },
    read(statement) {
      sent.push(statement)
      return lanes.read(statement)
    },
    transact: async () => {
      throw new Error('Nothing is written here.')
    },
  })

  return {
    data: (query) => gateway.data(query),
    async plansOf(query) {
      sent.length = 0
      await gateway.data(query)
      const plans: Plan[] = []
      for (const statement of sent) {
        plans.push(await explain(client, statement, 'force_custom_plan'))
        plans.push(await explain(client, statement, 'force_generic_plan'))
      }
      return plans
    },
    async stop() {
      await gateway.close()
      await lanes.close()
      await client.end()
    },
  }
}

/** In one transaction, during which nothing resets the counts of this connection. */
async function explain(client: pg.Client, { text, values }: Sql, mode: string): Promise<Plan> {
  await client.query(`begin; set local plan_cache_mode = ${mode}`)
  const before = await wholeReads(client)
  const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${text}`, values)
  const after = await wholeReads(client)
  await client.query('rollback')
  const plan = rows[0]['QUERY PLAN'][0].Plan
  return {
    buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    readWhole: [...after].flatMap(([table, times]) => Array(times - (before.get(table) ?? 0)).fill(table)),
  }
}

/** How often this connection has read each table from end to end, but for tables too small to have another way. */
async function wholeReads(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query(`
    select c.relname, s.seq_scan::int from pg_stat_xact_user_tables s join pg_class c on c.oid = s.relid
    where c.reltuples > 1000`)
  return new Map(rows.map(({ relname, seq_scan: times }) => [relname, times]))
}
