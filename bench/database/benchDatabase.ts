/**
 * The benchmark's database: an embedded PostgreSQL of the product in `bench/.data`, filled by the product's own command
 * and kept between runs. Every server reads the same one.
 */
import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { joinEmbeddedServer } from '../../src/postgres/embedded/joinEmbeddedServer.ts'
import { migrationsFolder } from '../../src/postgres/migrations.ts'
import { withSettings } from '../../src/postgres/sessionSettings.ts'
import { compax, dataFolder } from '../places.ts'

export interface BenchDatabase {
  url: string
  /** The same for peers: times in UTC and no plan worth compiling, which ours asks for itself */
  peerUrl: string
  /** The same for pgbench: all that our lanes ask for */
  floorUrl: string
  /** Process of PostgreSQL's that all others are children of */
  postmaster: number
  leave(): Promise<void>
}

export const admin = { username: 'bench', email: 'bench@campus.example', password: 'one-bench-of-oak-and-iron' }

const folder = join(dataFolder, 'compax')
/** Written when everything below was done, with the migrations it was done by: other ones, or an interruption, begin anew. */
const filledMark = join(dataFolder, 'filled')
const scale = 20

export async function openBenchDatabase(report: (line: string) => void): Promise<BenchDatabase> {
  await mkdir(dataFolder, { recursive: true })
  const migrations = await digestOfMigrations()
  if (!existsSync(filledMark) || (await readFile(filledMark, 'utf8')) !== migrations) {
    await fill(report)
    await writeFile(filledMark, migrations)
  }
  const { url, leave } = await joinEmbeddedServer(folder, report)
  const postmaster = await queried(url, warm)
  const peerUrl = withSettings(url, { timezone: 'UTC', jit: 'off' })
  const floorUrl = withSettings(peerUrl, { plan_cache_mode: 'force_generic_plan' })
  return { url, peerUrl, floorUrl, postmaster, leave }
}

async function digestOfMigrations(): Promise<string> {
  const texts: string[] = []
  for await (const file of glob(join(migrationsFolder, '*/*.sql'))) texts.push(await readFile(file, 'utf8'))
  return hash('sha256', texts.sort().join())
}

async function fill(report: (line: string) => void): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  report(`Filling the database: compax seed --scale ${scale}, about a minute, this once.`)
  await runCompax(['seed', '--scale', String(scale)])
  await runCompax(['user', 'add', admin.username, '--email', admin.email, '--role', 'admin'], `${admin.password}\n`)
  const server = await joinEmbeddedServer(folder, report)
  await queried(server.url, async (client) => {
    await client.query('vacuum (analyze)')
    // Room for the tables and for the pools of all peers at once, from the next start on, which is that of this run.
    await client.query(`alter system set shared_buffers = '512MB'`)
    await client.query('alter system set max_connections = 300')
  })
  await server.leave()
}

const warmed = [
  'buildings',
  'spaces',
  'bookings',
  'ratings',
  'users',
  'bookings_space_id_starts_at_id_idx',
  'bookings_starts_at_id_idx',
]

/** Tables and indexes into the server's memory. Gives the process that all of the server's are children of. */
async function warm(client: pg.Client): Promise<number> {
  await client.query('create extension if not exists pg_prewarm')
  await client.query('select pg_prewarm(name::regclass) from unnest($1::text[]) name', [warmed])
  await client.query('analyze')
  const { rows } = await client.query<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::int as pid`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL does not say which process it is.')
  return row.pid
}

async function queried<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function runCompax(args: string[], input = ''): Promise<void> {
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [compax, ...args], {
    env: { ...env, NODE_ENV: 'production', DATA_DIR: folder },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`compax ${args.join(' ')} ended with ${code}.`)),
    )
  })
}
