/**
 * Somebody gives the password of an account, to sign in or to change what needs it: either way it is an attempt, counted
 * on the account and on the address, or a stolen session could guess where a sign-in could not.
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
  /** The account, or undefined where there is none, which takes as long and is answered as a wrong password */
  find(tx: Transaction): Promise<Account | undefined>
  /** What is counted in place of an account that does not exist */
  login: string
  /** Of a password that is not it */
  refusal: Refusal
}

export interface ProvenPassword {
  account: Account
  /** Ids of the attempt, to be forgotten with whatever it was made for */
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
 * Counts a password that was right for its account, and for nothing else: a campus has one address. False when the account
 * has had as many as it may have: then nothing else is to be done, and `tooManyGood` thrown after the transaction.
 */
export async function concludeProof(tx: Transaction, { account, noted }: ProvenPassword): Promise<boolean> {
  await forgetAttempt(tx, noted)
  return (await noteAttempt(tx, [goodSignIns(account)], goodWindowSeconds)) !== undefined
}

/** Each is a hash that takes 19 MiB and tens of milliseconds, and a session. */
const goodMost = 30
const goodWindowSeconds = 15 * 60

const goodSignIns = ({ id }: Account): AttemptLimit => ({ subject: `signed-in account ${id}`, most: goodMost })

export const tooManyGood = (): Refusal =>
  new Refusal(
    'TOO_MANY_ATTEMPTS',
    `This account has signed in ${goodMost} times within ${minutes(goodWindowSeconds)}. Keep the token of a sign-in, or try again later.`,
  )

/**
 * Held until the end of the transaction; false when the password was changed or its account deleted since it was proven:
 * what goes on then must end with all the rest.
 */
export async function holdsStill(tx: Transaction, { id, passwordHash }: Account): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    select from credentials where user_id = ${id} and password_hash = ${passwordHash} for share`
  return held.length > 0
}
