/**
 * The folder of an embedded server, `DATA_DIR/postgres`: where it really lies, which account its server runs as, and
 * which binaries it uses. Refuses data that another user or another version of PostgreSQL has written.
 */
import { chmod, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { geteuid } from 'node:process'
import { RefusedError } from '../../operatorErrors.ts'
import {
  type Account,
  accountInNamespace,
  canReach,
  findUserAccount,
  giveTo,
  isRoot,
  ownAccount,
  userAccount,
} from './account.ts'
import { binariesFor, majorVersionOf } from './binaries.ts'

export interface Cluster {
  /** Without symbolic links: the real folder, because the server cannot always follow a link to it */
  readonly folder: string
  readonly account: Account
  readonly binaries: string
}

export const dataFolderOf = (folder: string): string => join(folder, 'data')
export const logFileOf = (folder: string): string => join(folder, 'server.log')

/** Undefined where there is none yet. */
export async function findClusterFolder(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const link = await readlink(path).catch(() => undefined)
  if (link === undefined) return undefined
  throw new RefusedError(
    `${path} is a link to ${link}, which is gone: bring it back, or remove the link to start anew.`,
  )
}

/** Throws where no server could run on this folder. */
export async function openCluster(folder: string): Promise<Cluster> {
  const account = await accountOf(folder)
  const binaries = await binariesFor(account, folder)
  await assertVersion(dataFolderOf(folder), await majorVersionOf(account, binaries))
  return { folder, account, binaries }
}

/** The owner of the data decides which account serves it. */
async function accountOf(folder: string): Promise<Account> {
  const data = dataFolderOf(folder)
  const { uid, gid } = await stat(data).catch((error: unknown) => {
    throw isMissing(error) ? new RefusedError(`${folder} holds no database: move it away to start anew.`) : error
  })
  if (isRoot()) return uid === 0 ? ((await accountInNamespace(data)) ?? handOver(folder)) : userAccount(uid, gid)
  if (geteuid !== undefined && uid !== geteuid()) {
    throw new RefusedError(
      `${data} belongs to another user: start as that user, or set DATA_DIR to a folder of your own.`,
    )
  }
  return ownAccount
}

/** A folder that root served in a namespace goes to another user where namespaces are no longer allowed. */
async function handOver(folder: string): Promise<Account> {
  const account = await findUserAccount()
  await chmod(folder, 0o711)
  if (!(await canReach(account, folder))) {
    throw new RefusedError(
      `PostgreSQL cannot run as root, and no other user can reach ${folder}: allow user namespaces (unshare), or set DATA_DIR to a folder that is open to others.`,
    )
  }
  for (const name of ['data', 'password']) await giveTo(account, join(folder, name))
  return account
}

async function assertVersion(data: string, ours: string): Promise<void> {
  const theirs = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
  if (theirs === ours) return
  throw new RefusedError(
    `${data} was written by PostgreSQL ${theirs}, and this is ${ours}: dump it with the version that wrote it, or move the folder away to start anew.`,
  )
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
