/** Injects faults that gateways meet in the field, again and again until it is stopped. Each fault is counted. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Random } from '../../../src/campus/seeding/random.ts'
import type { RedisServer } from '../../support/caching/redisServer.ts'

export interface FaultsOptions {
  databaseUrl: string
  redis: RedisServer | undefined
  /** Processes that can be stopped and go on; none where the gateways live in this one */
  signal: ((name: NodeJS.Signals) => void)[]
  random: Random
  /** Between two */
  everyMs: number
}

export interface Faults {
  counts: Record<string, number>
  stop(): Promise<void>
}

export function causeFaults({ databaseUrl, redis, signal, random, everyMs }: FaultsOptions): Faults {
  const counts: Record<string, number> = {}
  const client = new pg.Client({ connectionString: databaseUrl })
  const connected = client.connect()
  let isOver = false

  const faults: Record<string, () => Promise<unknown>> = {
    'ears killed': () =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'compax ear' and datname = current_database() and random() < 0.5`),
    ...(signal.length > 0 && {
      'instances paused': async () => {
        const send = random.pick(signal)
        send('SIGSTOP')
        await pause(random.whole(1, 2500))
        send('SIGCONT')
      },
    }),
    ...(redis && {
      'Redis flushed': () => redis.admin('FLUSHALL'),
      'Redis restarted': () => redis.restart(),
      'keys dropped': async () => {
        const key = await redis.admin('RANDOMKEY')
        if (typeof key === 'string') await redis.admin('DEL', key)
      },
    }),
  }

  async function run(): Promise<void> {
    await connected
    while (!isOver) {
      await pause(random.whole(0, 2 * everyMs))
      const [name, cause] = random.pick(Object.entries(faults))
      await cause().catch(() => {})
      counts[name] = (counts[name] ?? 0) + 1
    }
    await client.end()
  }

  const running = run()
  return {
    counts,
    async stop() {
      isOver = true
      await running
    },
  }
}
