import type { SignInInput } from '../../generated/graphql.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { type Account, concludeProof, holdsStill, provePassword, tooManyGood } from './provePassword.ts'
import { closeSession, openSession } from './sessions.ts'

/**
 * Gives the person's id and a new token. Throws a Refusal. An unknown login and a wrong password get the same Refusal
 * after the same work, so that a client cannot find out who has an account.
 */
export async function signIn(
  { login, password }: SignInInput,
  context: Context,
): Promise<{ token: string; userId: number }> {
  const name = readable(login.trim()).toLowerCase().slice(0, maxLogin)
  const refusal = new Refusal('INVALID_CREDENTIALS', 'The login or the password is wrong.')
  const find = (tx: Transaction) => findAccount(tx, name)
  const proof = await provePassword(context, { password, find, login: name, refusal })
  const { account } = proof
  const token = await context.transact(async (tx) => {
    // If the password was changed meanwhile, a session that began with the old one would outlive those that the change
    // ended.
    if (!(await holdsStill(tx, account))) throw refusal
    return (await concludeProof(tx, proof)) ? openSession(tx, account.id) : undefined
  })
  if (token === undefined) throw tooManyGood()
  context.setSessionCookie(token)
  return { token, userId: account.id }
}

export async function signOut(context: Context): Promise<void> {
  const { session } = context
  if (session !== null) await context.transact((tx) => closeSession(tx, session))
  context.setSessionCookie(null)
}

const maxLogin = 254

/** PostgreSQL does not accept half of a surrogate pair, and no login contains one. */
const readable = (text: string): string => text.toWellFormed()

async function findAccount(tx: Transaction, name: string): Promise<Account | undefined> {
  const [found] = await tx.$queryRaw<Account[]>`
    select u.id, c.password_hash as "passwordHash" from users u join credentials c on c.user_id = u.id
    where lower(u.username) = lower(${name}) or lower(u.email) = lower(${name})`
  return found
}
