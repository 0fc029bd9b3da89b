/** A crash of the server: what was committed without waiting for the disk may be gone, and its number given out again. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { joinEmbeddedServer } from '../../../src/postgres/embedded/joinEmbeddedServer.ts'
import { applyMigrations, migrationsFolder } from '../../../src/postgres/migrations.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { openStage } from '../../support/caching/stage.ts'
import { tagsOf } from '../../support/caching/tagsOf.ts'

test('after a crash nothing from before counts, in memory or under old keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'compax-crash-'))
  await chmod(folder, 0o711)
  const server = await joinEmbeddedServer(folder, () => {})
  try {
    await applyMigrations(server.url, migrationsFolder, () => {})
    const stage = await openStage(server.url)
    await stage.client.query(smallCampus)
    const { invalidation, steps, resets } = await stage.open()
    const { sequence } = invalidation.mark()
    const { epoch } = invalidation
    const [backend] = await stage.query<{ pid: number }>('select pg_backend_pid() as pid')
    const connecting = steps.hold('connect')
    process.kill(backend?.pid ?? 0, 'SIGKILL')
    await connecting
    expect(invalidation.holds()).toBe(false)
    await expect.poll(() => answers(server.url), { timeout: 30_000 }).toBe(true)
    steps.release('connect')
    await steps.next('rest')
    expect(invalidation.holds()).toBe(true)
    expect(invalidation.epoch).not.toBe(epoch)
    expect(resets()).toBe(2)
    expect(invalidation.isFresh(tagsOf('Space:12'), sequence)).toBe(false)
    await stage.close()
  } finally {
    await server.leave()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
