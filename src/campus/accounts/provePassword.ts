/**
 * A client gives the password of an account, to sign in or to make a change that needs it. Either way it is an attempt,
 * counted on the account and on the address, because a stolen session must not allow guesses that sign-in refuses.
 */

import type { Context } from '../context.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { type AttemptLimit, forgetAttempt, isReached, minutes, noteAttempt } from './attempts.ts'
import { networkOf } from './networkOf.ts'

export interface Account {
  id: number
  passwordHash: string
}

export interface PasswordClaim {
  password: string
  /**
   * The account, or undefined where there is none. A missing account takes equally long and is answered as a wrong
   * password.
   */
  find(tx: Transaction): Promise<Account | undefined>
  /** What is counted in place of an account that does not exist */
  login: string
  /** For a wrong password */
  refusal: Refusal
}

export interface ProvenPassword {
  account: Account
  /** Ids of the attempt, to be removed together with what it was made for */
  noted: number[]
}

export async function provePassword(context: Context, claim: PasswordClaim): Promise<ProvenPassword> {
  const { account: accountMost, address: addressMost, windowSeconds } = context.settings.signInLimit
  const { account, noted } = await context.transact(async (tx) => {
    const found = await claim.find(tx)
    if (found !== undefined && (await isReached(tx, [goodSignIns(found)], goodWindowSeconds))) throw tooManyGood()
    const limits = [
      // Names may be all digits: they must not be taken for the ids of accounts.
      {
        subject: found === undefined ? `sign-in name ${claim.login}` : `sign-in account ${found.id}`,
        most: accountMost,
      },
      { subject: `sign-in address ${networkOf(context.address)}`, most: addressMost },
    ]
    return { account: found, noted: await noteAttempt(tx, limits, windowSeconds) }
  })
  if (noted === undefined) {
    throw new Refusal('TOO_MANY_ATTEMPTS', `Too many attempts to sign in. Try again in ${minutes(windowSeconds)}.`)
  }
  const matches = await context.passwords.verify(account?.passwordHash, claim.password)
  if (!matches || account === undefined) throw claim.refusal
  return { account, noted }
}

/**
 * Counts a right password on its account only, because a whole campus shares one address. False when the account has
 * reached its limit: then the caller must do nothing else, and throw `tooManyGood` after the transaction.
 */
export async function concludeProof(tx: Transaction, { account, noted }: ProvenPassword): Promise<boolean> {
  await forgetAttempt(tx, noted)
  return (await noteAttempt(tx, [goodSignIns(account)], goodWindowSeconds)) !== undefined
}

/** Each sign-in costs a hash that takes 19 MiB and tens of milliseconds, and a session. */
const goodMost = 30
const goodWindowSeconds = 15 * 60

const goodSignIns = ({ id }: Account): AttemptLimit => ({ subject: `signed-in account ${id}`, most: goodMost })

export const tooManyGood = (): Refusal =>
  new Refusal(
    'TOO_MANY_ATTEMPTS',
    `This account has signed in ${goodMost} times within ${minutes(goodWindowSeconds)}. Keep the token of a sign-in, or try again later.`,
  )

/**
 * Locks the credential until the end of the transaction. False when the password was changed or the account deleted
 * since the proof: then the work under way must end too, because that change ended all other sessions.
 */
export async function holdsStill(tx: Transaction, { id, passwordHash }: Account): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    select from credentials where user_id = ${id} and password_hash = ${passwordHash} for share`
  return held.length > 0
}
