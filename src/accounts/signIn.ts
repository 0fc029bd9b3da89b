import type { Context } from '../context.ts'
import type { SignInInput } from '../generated/graphql.ts'
import { Refusal } from '../userErrors.ts'
import { forgetAttempt, noteAttempt } from './attempts.ts'
import { closeSession, openSession } from './sessions.ts'
import { minutes } from './signUp.ts'

interface Account {
  id: number
  passwordHash: string
}

/**
 * Gives the person's id and a new token. Throws a Refusal: the same one, after the same work, for a login that nobody
 * has and for a wrong password, so that nobody can find out who has an account.
 */
export async function signIn(
  { login, password }: SignInInput,
  context: Context,
): Promise<{ token: string; userId: number }> {
  const name = login.trim().toLowerCase().slice(0, 254)
  const { account: accountMost, address: addressMost, windowSeconds } = context.settings.signInLimit
  const { account, noted } = await context.transact(async (tx) => {
    const [found] = await tx.$queryRaw<Account[]>`
      select u.id, c.password_hash as "passwordHash" from users u join credentials c on c.user_id = u.id
      where lower(u.username) = ${name} or lower(u.email) = ${name}`
    const limits = [
      { subject: `sign-in account ${found?.id ?? name}`, most: accountMost },
      { subject: `sign-in address ${context.address}`, most: addressMost },
    ]
    return { account: found, noted: await noteAttempt(tx, limits, windowSeconds) }
  })
  if (noted === undefined) {
    throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts to sign in. Try again in ${minutes(windowSeconds)}.`)
  }
  const matches = await context.passwords.verify(account?.passwordHash, password.slice(0, 256))
  if (!matches || account === undefined) {
    throw new Refusal('INVALID_CREDENTIALS', 'The login or the password is wrong.')
  }
  const token = await context.transact(async (tx) => {
    await forgetAttempt(tx, noted)
    return openSession(tx, account.id)
  })
  context.setSessionCookie(token)
  return { token, userId: account.id }
}

export async function signOut(context: Context): Promise<void> {
  const { session } = context
  if (session !== null) await context.transact((tx) => closeSession(tx, session))
  context.setSessionCookie(null)
}
