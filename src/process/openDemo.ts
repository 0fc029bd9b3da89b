/** The demo campus, where an empty embedded database gets it. */
import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import { type DemoAccount, findDemoAccounts } from '../campus/seeding/demoAccounts.ts'
import { loadDemo } from '../campus/seeding/loadDemo.ts'
import type { Settings } from '../settings.ts'

export async function openDemo(url: string, settings: Settings, log: FastifyBaseLogger): Promise<DemoAccount[]> {
  const progress = { update: (text: string) => log.info(text) }
  await loadDemo(url, { timeZone: settings.campusTimeZone, now: new Date() }, progress)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const accounts = await findDemoAccounts(client).finally(() => client.end())
  if (accounts.length > 0 && !isLoopback(settings.host)) {
    log.warn(
      `HOST ${settings.host} lets others in, and the demo's accounts are known to everybody. DEMO=off leaves them out.`,
    )
  }
  return accounts
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')
