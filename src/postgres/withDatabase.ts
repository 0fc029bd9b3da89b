/** What a command does between opening the database and leaving it again, however it ends. */
import type { Settings } from '../settings.ts'
import { endingGracefully, unlessAborted } from './interruption.ts'
import { openDatabase } from './openDatabase.ts'
import { explainUse } from './privileges.ts'

export async function withDatabase<T>(
  settings: Settings,
  report: (line: string) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  return endingGracefully(async (signal) => {
    const database = await openDatabase(settings, report, { signal })
    try {
      return await unlessAborted(use(database.url), signal)
    } catch (error) {
      throw explainUse(settings, error)
    } finally {
      await database.leave()
    }
  })
}
