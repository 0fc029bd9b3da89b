/**
 * A process that uses the embedded database of the folder in its argument, as a command does: prints its address as a
 * line of its own, and leaves when its standard input ends.
 */
import { once } from 'node:events'
import { withDatabase } from '../../src/postgres/withDatabase.ts'
import { readSettings } from '../../src/settings.ts'

try {
  await withDatabase(readSettings({ DATA_DIR: process.argv[2] }), console.log, async (url) => {
    console.log(url)
    await once(process.stdin.resume(), 'end')
  })
} catch (error) {
  console.log(`${error}`)
  process.exitCode = 1
}
