/** An invented campus into an empty database, all or nothing. */
import type pg from 'pg'
import type { Progress } from '../../cli/progress.ts'
import { RefusedError } from '../../operatorErrors.ts'
import type { SeedOptions } from './blueprint.ts'
import { isCampusEmpty, lockCampus } from './emptyCampus.ts'
import { fillCampus, type RowCounts } from './fillCampus.ts'
import { inTransaction } from './transaction.ts'

/** `client` is outside a transaction. A database that holds anything is refused, and left as it is. */
export function seedCampus(
  client: pg.ClientBase,
  options: SeedOptions,
  progress: Pick<Progress, 'update'>,
): Promise<RowCounts> {
  return inTransaction(client, async () => {
    await lockCampus(client)
    if (!(await isCampusEmpty(client))) throw new RefusedError(notEmpty)
    return fillCampus(client, options, progress)
  })
}

const notEmpty =
  'This database already holds a campus, and seeding fills an empty one only: ' +
  'name an empty database in DATABASE_URL, or an empty folder in DATA_DIR.'
