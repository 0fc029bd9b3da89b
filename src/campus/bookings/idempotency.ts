/**
 * A key that a client chose has one answer, for a day. A client that repeats the key gets the first answer, even when
 * it was a refusal, and nothing is done again. The transaction of the work also writes the key, so there is never one
 * without the other. Of two requests at once the second waits for the first.
 */
import type { Transaction } from '../transactions.ts'
import { Refusal, type UserError } from '../userErrors.ts'

export interface Question {
  userId: number
  key: string | undefined
  /** Bound to the key: a different request hash under the same key is a mistake */
  requestHash: string
}

/** What is remembered. */
export interface Outcome {
  bookingIds: number[]
  refusal: UserError | null
}

export async function once(tx: Transaction, question: Question, work: () => Promise<number[]>): Promise<Outcome> {
  const { userId, key, requestHash } = question
  if (key === undefined) return { bookingIds: await work(), refusal: null }
  const claimed = await tx.$executeRaw`
    insert into idempotency_keys (user_id, key, request_hash, answer) values (${userId}, ${key}, ${requestHash}, 'null')
    on conflict (user_id, key) do update set request_hash = excluded.request_hash, answer = 'null', created_at = now()
    where idempotency_keys.created_at < now() - interval '24 hours'`
  if (claimed === 0) return firstOutcome(tx, question)
  await forgetOld(tx)
  const outcome = await attempt(tx, work)
  await tx.$executeRaw`
    update idempotency_keys set answer = ${JSON.stringify(outcome)}::jsonb where user_id = ${userId} and key = ${key}`
  return outcome
}

/** Deletes expired keys, a few at a time, because their clients may never repeat them. */
const forgetOld = (tx: Transaction): Promise<unknown> => tx.$executeRaw`
  delete from idempotency_keys where ctid = any(array(
    select ctid from idempotency_keys where created_at < now() - interval '24 hours' limit 100 for update skip locked
  ))`

async function firstOutcome(tx: Transaction, { userId, key, requestHash }: Question): Promise<Outcome> {
  const [first] = await tx.$queryRaw<{ hash: string; answer: Outcome }[]>`
    select request_hash as hash, answer from idempotency_keys where user_id = ${userId} and key = ${key}`
  if (first?.hash === requestHash) return first.answer
  throw new Refusal('IDEMPOTENCY_KEY_REUSED', 'This key was used for something else. Take a new one.', 'idempotencyKey')
}

/** A refusal undoes the work but keeps the key, which remembers the refusal. */
async function attempt(tx: Transaction, work: () => Promise<number[]>): Promise<Outcome> {
  await tx.$executeRawUnsafe('savepoint before_work')
  try {
    return { bookingIds: await work(), refusal: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await tx.$executeRawUnsafe('rollback to savepoint before_work')
    return { bookingIds: [], refusal: error.userError }
  }
}
