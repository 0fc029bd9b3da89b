/**
 * `compax user` makes the first admin, and helps a person who has forgotten a password. No mail is sent, so an operator
 * does it.
 */
import type { Command } from 'commander'
import { checkedEmail, checkedPassword, checkedUsername } from '../campus/accounts/accountInput.ts'
import { audit } from '../campus/accounts/audit.ts'
import { setPassword, setRole } from '../campus/accounts/changeAccount.ts'
import { createPasswords } from '../campus/accounts/passwords.ts'
import { addAccount } from '../campus/accounts/signUp.ts'
import { createTransactionClient, type Transaction } from '../campus/transactions.ts'
import { Refusal } from '../campus/userErrors.ts'
import { createWriter } from '../gateway/database/writer.ts'
import type { Role } from '../generated/tables.ts'
import { RefusedError, UsageError } from '../operatorErrors.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'
import { readPassword } from './readPassword.ts'

export function addUserCommand(program: Command, line: CommandLine): void {
  const command = program.command('user').description('accounts')
  command
    .command('add')
    .description('add an account, its password asked or piped in')
    .argument('<name>', 'user name, 3 to 32 of a-z 0-9 . _ -')
    .requiredOption('--email <address>', 'its e-mail address')
    .requiredOption('--role <role>', 'student, class-rep, exam-officer or admin', readRole)
    .action(async (name: string, { email, role }: { email: string; role: Role }) => {
      const account = {
        username: checked(() => checkedUsername(name)),
        email: checked(() => checkedEmail(email)),
        role,
      }
      const passwordHash = await askPassword(line, [name, email])
      await inTransaction(line, async (tx) => {
        const userId = await addAccount(tx, { ...account, department: null, yearGroup: null, passwordHash })
        await audit(tx, { action: 'ACCOUNT_CREATED', actorId: null, userId, summary: `${name} was added, as ${role}.` })
      })
      line.stdout.write(`Added ${name}, who may do what ${described(role)} may.\n`)
    })
  command
    .command('role')
    .description('change what somebody may do, and end their sessions')
    .argument('<name>', 'user name or e-mail address')
    .argument('<role>', 'student, class-rep, exam-officer or admin', readRole)
    .action(async (name: string, role: Role) => {
      await inTransaction(line, async (tx) => setRole(tx, { userId: await idOf(tx, name), role, actorId: null }))
      line.stdout.write(`${name} may now do what ${described(role)} may.\n`)
    })
  command
    .command('password')
    .description('set a password, asked or piped in; ends sessions')
    .argument('<name>', 'user name or e-mail address')
    .action(async (name: string) => {
      const passwordHash = await askPassword(line, [name])
      await inTransaction(line, async (tx) => {
        const userId = await idOf(tx, name)
        await setPassword(tx, userId, passwordHash)
        await audit(tx, { action: 'ACCOUNT_UPDATED', actorId: null, userId, summary: `${name} got a new password.` })
      })
      line.stdout.write(`${name} has a new password.\n`)
    })
}

const roles: readonly Role[] = ['STUDENT', 'CLASS_REP', 'EXAM_OFFICER', 'ADMIN']

/** Accepts any case, with a hyphen, a space or an underscore. */
function readRole(text: string): Role {
  const role = roles.find((candidate) => candidate === text.toUpperCase().replaceAll(/[\s-]/g, '_'))
  if (role === undefined)
    throw new UsageError(`There is no role ${JSON.stringify(text)}: student, class-rep, exam-officer or admin.`)
  return role
}

const described = (role: Role): string => `${/^[AE]/.test(role) ? 'an' : 'a'} ${role.toLowerCase().replace('_', ' ')}`

async function askPassword(line: CommandLine, own: string[]): Promise<string> {
  const password = await readPassword(line)
  return createPasswords().hash(checked(() => checkedPassword(password, own)))
}

async function idOf(tx: Transaction, name: string): Promise<number> {
  const [user] = await tx.$queryRaw<{ id: number }[]>`
    select id from users where folded_username = fold_name(${name}) or lower(email) = lower(${name})`
  if (user === undefined) throw new RefusedError(`There is nobody called ${JSON.stringify(name)}.`)
  return user.id
}

/** Turns the error that a client would get as a user error into a refusal for the operator. */
function checked<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw error instanceof Refusal ? new RefusedError(error.message) : error
  }
}

const statementTimeoutMs = 60_000

async function inTransaction<T>(line: CommandLine, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const report = (text: string) => line.stderr.write(`${text}\n`)
  return withDatabase(line.settings(), report, async (url) => {
    const writer = createWriter({
      connectionString: url,
      connections: 1,
      statementTimeoutMs,
      createClient: createTransactionClient,
    })
    try {
      return await writer.transact(work)
    } catch (error) {
      throw error instanceof Refusal ? new RefusedError(error.message) : error
    } finally {
      await writer.close()
    }
  })
}
