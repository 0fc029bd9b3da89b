import { brokenConstraint, databaseCode } from '../../gateway/database/writeError.ts'
import type { SignUpInput } from '../../generated/graphql.ts'
import type { Role } from '../../generated/tables.ts'
import type { Context } from '../context.ts'
import { checkedText } from '../places/text.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { checkedEmail, checkedPassword, checkedUsername, checkedYearGroup } from './accountInput.ts'
import { minutes, noteAttempt } from './attempts.ts'
import { audit } from './audit.ts'
import { networkOf } from './networkOf.ts'
import { openSession } from './sessions.ts'

/** Gives the new person's id and token. Throws a Refusal. */
export async function signUp(input: SignUpInput, context: Context): Promise<{ token: string; userId: number }> {
  const account = checkedAccount(input)
  const { address, windowSeconds } = context.settings.signUpLimit
  const limits = [{ subject: `sign-up address ${networkOf(context.address)}`, most: address }]
  const noted = await context.transact((tx) => noteAttempt(tx, limits, windowSeconds))
  if (noted === undefined) {
    throw new Refusal(
      'TOO_MANY_ATTEMPTS',
      `Too many accounts were made from here. Try again in ${minutes(windowSeconds)}.`,
    )
  }
  const passwordHash = await context.passwords.hash(input.password)
  const done = await context.transact(async (tx) => {
    const userId = await addAccount(tx, { ...account, role: 'STUDENT', passwordHash })
    await audit(tx, { action: 'ACCOUNT_CREATED', actorId: userId, userId, summary: `${account.username} signed up.` })
    return { token: await openSession(tx, userId), userId }
  })
  context.setSessionCookie(done.token)
  return done
}

export interface NewAccount {
  username: string
  email: string
  role: Role
  department: string | null
  yearGroup: number | null
  passwordHash: string
}

/** Throws the Refusal ALREADY_EXISTS for a name or an address that another account has, whatever the case. */
export async function addAccount(tx: Transaction, { passwordHash, ...user }: NewAccount): Promise<number> {
  try {
    const { id } = await tx.user.create({ data: { ...user, credential: { create: { passwordHash } } } })
    return id
  } catch (error) {
    throw alreadyExists(error) ?? error
  }
}

/** The Refusal for a name or address that is taken, if that is what the database reported. */
export function alreadyExists(error: unknown): Refusal | undefined {
  if (databaseCode(error) !== '23505') return undefined
  const field = brokenConstraint(error).includes('email') ? 'email' : 'username'
  return new Refusal('ALREADY_EXISTS', `Somebody has this ${field === 'email' ? 'address' : 'name'} already.`, field)
}

function checkedAccount({ username, email, password, department, yearGroup }: SignUpInput) {
  checkedPassword(password, [username, email])
  return {
    username: checkedUsername(username),
    email: checkedEmail(email),
    department: department == null ? null : checkedText(department, 'department', 100),
    yearGroup: checkedYearGroup(yearGroup ?? null),
  }
}
