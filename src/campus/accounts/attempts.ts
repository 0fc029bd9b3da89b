/**
 * Attempts, counted in the database, so that all instances count together. An attempt is written down before it is
 * made and taken back when it succeeds: a thousand at once are a thousand, however they are sent.
 */
import type { Transaction } from '../transactions.ts'

export interface AttemptLimit {
  /** What is counted, and of whom: `sign-in account 42` */
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
  // Who counts the same subject waits: two at once must not both find one left.
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

/** Whether one of the limits is reached; of attempts at once, only `noteAttempt` is sure. */
export async function isReached(tx: Transaction, limits: AttemptLimit[], windowSeconds: number): Promise<boolean> {
  const subjects = limits.map(({ subject }) => subject)
  const counts = await tx.$queryRaw<{ subject: string; count: number }[]>`
    select subject, count(*)::int as count from attempts
    where subject = any(${subjects}) and at > now() - make_interval(secs => ${windowSeconds}) group by subject`
  const countBySubject = new Map(counts.map(({ subject, count }) => [subject, count]))
  return limits.some(({ subject, most }) => (countBySubject.get(subject) ?? 0) >= most)
}

/** What counts no longer goes, a little at a time, whoever it was of: nobody may come back. */
const forgetOld = (tx: Transaction, kind: string, windowSeconds: number): Promise<unknown> => tx.$executeRaw`
  delete from attempts where id = any(array(
    select id from attempts where at < now() - make_interval(secs => ${windowSeconds}) and starts_with(subject, ${kind})
    limit 100 for update skip locked
  ))`

export const minutes = (seconds: number): string => `${Math.ceil(seconds / 60)} minutes`

/** It did not count after all. */
export const forgetAttempt = (tx: Transaction, ids: number[]): Promise<unknown> =>
  tx.attempt.deleteMany({ where: { id: { in: ids } } })
