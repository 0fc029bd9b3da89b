/**
 * Attempts, counted in the database, so that all instances count together. An attempt is recorded before it is made and
 * removed when it succeeds. A thousand attempts at once count as a thousand, however the client sends them.
 */
import type { Transaction } from '../transactions.ts'

export interface AttemptLimit {
  /** What is counted, and for which subject: `sign-in account 42` */
  subject: string
  most: number
}

/** The ids of what was written down, or undefined when one of the limits is reached. */
export async function noteAttempt(
  tx: Transaction,
  limits: AttemptLimit[],
  windowSeconds: number,
): Promise<number[] | undefined> {
  const subjects = limits.map(({ subject }) => subject).sort()
  // A transaction that counts the same subject waits, because two at once must not both find one attempt left.
  for (const subject of subjects) {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${subject}, 7))`
  }
  await forgetOld(tx, subjects[0]?.split(' ')[0] ?? '', windowSeconds)
  if (await isReached(tx, limits, windowSeconds)) return undefined
  const noted = await tx.attempt.createManyAndReturn({
    data: subjects.map((subject) => ({ subject })),
    select: { id: true },
  })
  return noted.map(({ id }) => id)
}

/** Whether one of the limits is reached. Where attempts run at once, only `noteAttempt` is exact. */
export async function isReached(tx: Transaction, limits: AttemptLimit[], windowSeconds: number): Promise<boolean> {
  const subjects = limits.map(({ subject }) => subject)
  const counts = await tx.$queryRaw<{ subject: string; count: number }[]>`
    select subject, count(*)::int as count from attempts
    where subject = any(${subjects}) and at > now() - make_interval(secs => ${windowSeconds}) group by subject`
  const countBySubject = new Map(counts.map(({ subject, count }) => [subject, count]))
  return limits.some(({ subject, most }) => (countBySubject.get(subject) ?? 0) >= most)
}

/**
 * Deletes attempts that no longer count, a few at a time and of every subject, because the client that made them may
 * never return.
 */
const forgetOld = (tx: Transaction, kind: string, windowSeconds: number): Promise<unknown> => tx.$executeRaw`
  delete from attempts where id = any(array(
    select id from attempts where at < now() - make_interval(secs => ${windowSeconds}) and starts_with(subject, ${kind})
    limit 100 for update skip locked
  ))`

export const minutes = (seconds: number): string => `${Math.ceil(seconds / 60)} minutes`

/** Removes attempts that must not count. */
export const forgetAttempt = (tx: Transaction, ids: number[]): Promise<unknown> =>
  tx.attempt.deleteMany({ where: { id: { in: ids } } })
