/**
 * One embedded server for the whole run, in a folder of its own, with a migrated template that every test's database is
 * cloned from. The run never touches the machine's own databases, and leaves nothing, however it ends.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { joinEmbeddedServer } from '../../src/postgres/embedded/joinEmbeddedServer.ts'
import { applyMigrations, migrationsFolder } from '../../src/postgres/migrations.ts'

const templateName = 'compax_template'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'compax-test-'))
  // Where root may not make namespaces, another user must come through to serve it.
  await chmod(dataDir, 0o711)
  const stopCleaning = cleanUpAtExit(dataDir)
  const server = await joinEmbeddedServer(dataDir, () => {})
  const template = Object.assign(new URL(server.url), { pathname: `/${templateName}` }).href
  await prepareServer(server.url)
  await applyMigrations(template, migrationsFolder, () => {})
  project.provide('databaseServer', { url: server.url, template: templateName, folder: dataDir })
  return async () => {
    await server.leave()
    stopCleaning()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** For a run that a signal or a broken migration cuts short, because vitest does not tear that run down. */
function cleanUpAtExit(dataDir: string): () => void {
  const cleanUp = () => {
    const lockFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')
    if (existsSync(lockFile)) process.kill(Number.parseInt(readFileSync(lockFile, 'utf8'), 10), 'SIGKILL')
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  process.once('exit', cleanUp)
  return () => process.off('exit', cleanUp)
}

/** What a test writes need not survive a power cut. */
async function prepareServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await client.query(`alter system set ${setting} = off`)
  }
  await client.query('select pg_reload_conf()')
  await client.query(`create database ${templateName}`)
  await client.end()
}
