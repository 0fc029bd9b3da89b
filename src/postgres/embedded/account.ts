/**
 * As whom PostgreSQL runs, since it refuses to be root. An ordinary user runs it as it is. Root runs it in a user
 * namespace, where root's own files belong to an ordinary user: nothing on the machine is changed, and folders that are
 * closed to others stay closed. Where namespaces are forbidden it runs as another user of the machine.
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

/** Root's files in a user namespace, if namespaces are allowed and let us into the folder: one of root's own. */
export async function accountInNamespace(folder: string): Promise<Account | undefined> {
  const account = { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] }
  return (await canReach(account, folder)) ? account : undefined
}

export const userAccount = (uid: number, gid: number): Account => ({ prefix: [], uid, gid })

/** The user whom the machine keeps for PostgreSQL, else the one for what has no user. */
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

/** Makes the file or folder, with all that is in it, the account's own, where that is another user's. */
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
