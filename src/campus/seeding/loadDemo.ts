/** The demo campus, once in the life of a database, and only where nothing else has ever been its content. */
import pg from 'pg'
import type { Progress } from '../../cli/progress.ts'
import type { SeedOptions } from './blueprint.ts'
import { giveDemoPasswords } from './demoAccounts.ts'
import { markDemo, wasDemoLoaded } from './demoMark.ts'
import { isCampusEmpty, lockCampus } from './emptyCampus.ts'
import { fillCampus } from './fillCampus.ts'
import { inTransaction } from './transaction.ts'

const scale = 1
const seed = 1

/** Gives whether it was loaded now. Of two at once one loads, and the other waits until it is there. */
export async function loadDemo(
  url: string,
  options: Pick<SeedOptions, 'now' | 'timeZone'>,
  progress: Pick<Progress, 'update'>,
): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await inTransaction(client, async () => {
      if (!(await wantsDemo(client))) return false
      await lockCampus(client)
      if (!(await wantsDemo(client))) return false
      await fillCampus(client, { ...options, scale, seed }, progress)
      await giveDemoPasswords(client)
      await markDemo(client, seed)
      return true
    })
  } finally {
    await client.end()
  }
}

const wantsDemo = async (client: pg.ClientBase): Promise<boolean> =>
  !(await wasDemoLoaded(client)) && (await isCampusEmpty(client))
