/**
 * The account that PostgreSQL runs as, because it refuses to run as root. An ordinary user runs it directly. Root runs
 * it in a user namespace, where root's own files belong to an ordinary user: nothing on the machine changes, and
 * folders that are closed to other users stay closed. Where namespaces are forbidden, PostgreSQL runs as another user
 * of the machine.
 */
import { geteuid } from 'node:process'
import { RefusedError } from '../../operatorErrors.ts'
import { runToEnd } from './children.ts'

export interface Account {
  /** What the command line begins with */
  readonly prefix: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

export const isRoot = (): boolean => geteuid?.() === 0

export const ownAccount: Account = { prefix: [] }

/**
 * Root's account in a user namespace, for a folder of root's own, if namespaces are allowed and let us into the folder.
 */
export async function accountInNamespace(folder: string): Promise<Account | undefined> {
  const account = { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] }
  return (await canReach(account, folder)) ? account : undefined
}

export const userAccount = (uid: number, gid: number): Account => ({ prefix: [], uid, gid })

/** The user that the machine keeps for PostgreSQL, else the one that the machine keeps for processes without a user. */
export async function findUserAccount(): Promise<Account> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([runToEnd(ownAccount, 'id', ['-u', name]), runToEnd(ownAccount, 'id', ['-g', name])])
      .then((outputs) => outputs.map(Number))
      .catch(() => [])
    const [uid, gid] = ids
    if (uid !== undefined && gid !== undefined && uid > 0) return userAccount(uid, gid)
  }
  throw new RefusedError(
    'PostgreSQL cannot run as root, and there is neither a user namespace nor a user for it: set DATABASE_URL, or start as an ordinary user.',
  )
}

/** Gives the file or folder, with all its content, to the account, where the account is another user. */
export async function giveTo({ uid, gid }: Account, path: string): Promise<void> {
  if (uid !== undefined) await runToEnd(ownAccount, 'chown', ['-R', `${uid}:${gid}`, path])
}

/** Whether this account can enter the folder; `test` is a program of every Unix. */
export const canReach = (account: Account, folder: string): Promise<boolean> =>
  succeeds(account, 'test', ['-x', folder])

export const canRun = (account: Account, program: string): Promise<boolean> => succeeds(account, program, ['--version'])

const succeeds = (account: Account, program: string, args: string[]): Promise<boolean> =>
  runToEnd(account, program, args).then(
    () => true,
    () => false,
  )
