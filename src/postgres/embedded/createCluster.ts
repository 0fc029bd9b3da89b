/**
 * Makes the folder of an embedded server: `data`, and beside it `password`, `port` and `server.log`. The folder is made
 * under another name and renamed when it is complete, so that a kill at any moment leaves no half of one.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RefusedError } from '../../operatorErrors.ts'
import { type Account, accountInNamespace, canReach, findUserAccount, giveTo, isRoot, ownAccount } from './account.ts'
import { binariesFor, postgresIn } from './binaries.ts'
import { runToEnd } from './children.ts'

export type Report = (line: string) => void

interface Site {
  readonly folder: string
  readonly account: Account
}

export async function createCluster(path: string, report: Report, signal?: AbortSignal): Promise<void> {
  report(`Creating an embedded PostgreSQL in ${path}.`)
  const site = await chooseSite(path, report)
  try {
    await initialise(site, signal)
    await publish(site.folder, path)
  } catch (error) {
    await rm(site.folder, { recursive: true, force: true })
    signal?.throwIfAborted()
    throw new RefusedError(`An embedded PostgreSQL could not be created in ${path}: ${messageOf(error)}.`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const leftoverAgeMs = 10 * 60 * 1000

/** Removes what a kill left behind, once it is so old that no process can still work on it. */
export async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.new-`)) continue
    const leftover = join(dirname(path), name)
    const { mtimeMs } = await stat(leftover)
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(leftover, { recursive: true, force: true })
  }
}

async function chooseSite(path: string, report: Report): Promise<Site> {
  const folder = await mkdtemp(`${path}.new-`)
  if (!isRoot()) return { folder, account: ownAccount }
  const namespace = await accountInNamespace(folder)
  if (namespace !== undefined) return { folder, account: namespace }
  const account = await findUserAccount()
  await chmod(folder, 0o711)
  if (await canReach(account, folder)) return { folder, account }
  await rm(folder, { recursive: true })
  return { folder: await makeFolderOutside(path, report), account }
}

/** Survives a restart of the machine, unlike the folder for temporary files. */
const outside = '/var/lib/compax'

async function makeFolderOutside(path: string, report: Report): Promise<string> {
  await mkdir(outside, { recursive: true })
  const folder = await mkdtemp(join(outside, 'postgres-'))
  // Other users may pass through it; its content is private.
  await chmod(folder, 0o711)
  report(`PostgreSQL cannot run as root, and no other user can reach ${path}: its data is kept in ${folder}.`)
  return folder
}

async function initialise({ folder, account }: Site, signal?: AbortSignal): Promise<void> {
  const binaries = await binariesFor(account, folder)
  const data = join(folder, 'data')
  const password = join(folder, 'password')
  await mkdir(data, { mode: 0o700 })
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  for (const path of [data, password]) await giveTo(account, path)
  await runToEnd(
    account,
    join(binaries, 'bin', 'initdb'),
    [...initdbOptions, `--pwfile=${password}`, `--pgdata=${data}`],
    { signal },
  )
  // Without a server, so that the folder is complete before any other process can see it.
  await runToEnd(account, postgresIn(binaries), ['--single', '-D', data, '-c', 'exit_on_error=on', 'postgres'], {
    input: 'create database compax;\n',
    signal,
  })
}

/** The builtin locale folds case and sorts alike on every machine. */
const initdbOptions = [
  '--username=compax',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--set=timezone=UTC',
  '--set=log_timezone=UTC',
  '--no-instructions',
]

/** Makes the folder visible at once and whole. When another start was faster, its folder stays and ours is removed. */
async function publish(folder: string, path: string): Promise<void> {
  const place = dirname(folder) === dirname(path) ? rename(folder, path) : symlink(folder, path)
  await place.catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(folder, { recursive: true, force: true })
  })
}
