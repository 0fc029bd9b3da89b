/**
 * Sessions: a session is an opaque token of 256 random bits, of which the database keeps only the hash. Every request
 * looks its session up, so that a sign-out or a change of role counts from the next request on, at every instance.
 */

import { hash, randomBytes } from 'node:crypto'
import type { SessionSource } from '../../gateway/application.ts'
import { sql } from '../../gateway/database/sql.ts'
import type { LoaderScope } from '../../gateway/loaders/scope.ts'
import type { ExecutionTrace, FoundSession } from '../../gateway/types.ts'
import type { Role } from '../../generated/tables.ts'
import type { Transaction } from '../transactions.ts'

type CampusSession = FoundSession<{ id: number; role: Role }>

const lifetimeDays = 30

export async function openSession(tx: Transaction, userId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  // Deletes expired sessions a few at a time, because nothing else would ever remove them.
  await tx.$executeRaw`
    delete from sessions
    where id = any(array(select id from sessions where expires_at < now() limit 100 for update skip locked))`
  await closeOldest(tx, userId)
  await tx.$executeRaw`
    insert into sessions (user_id, token_hash, expires_at)
    values (${userId}, ${tokenHash(token)}, now() + make_interval(days => ${lifetimeDays}))`
  return token
}

/** A person has a few devices; more sessions are forgotten ones, or a flood. */
const maxSessions = 20

/**
 * Leaves room for one more session. Two sessions that begin at once wait for one another, because otherwise each would
 * miss the session that the other adds.
 */
async function closeOldest(tx: Transaction, userId: number): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`sessions ${userId}`}, 7))`
  await tx.$executeRaw`
    delete from sessions where id = any(array(
      select id from sessions where user_id = ${userId} order by id desc offset ${maxSessions - 1}
    ))`
}

/** Undefined for a token that is unknown, ended or expired. */
async function findSession(
  token: string,
  scope: LoaderScope,
  trace: ExecutionTrace,
): Promise<CampusSession | undefined> {
  const [found] = await scope.read<{ session: number; id: number; role: Role; expiresAtMs: number }>(
    sql`
    select s.id as session, u.id, u.role, (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAtMs"
    from sessions s join users u on u.id = s.user_id
    where s.token_hash = ${tokenHash(token)} and s.expires_at > now()`,
    trace,
  )
  if (found === undefined) return undefined
  const { session, id, role, expiresAtMs } = found
  return { session, viewer: { id, role }, expiresAtMs }
}

export const closeSession = (tx: Transaction, session: number): Promise<unknown> =>
  tx.session.deleteMany({ where: { id: session } })

/** After a change of role or password a person must not continue with an earlier session. */
export const closeSessionsOf = (tx: Transaction, userId: number): Promise<unknown> =>
  tx.session.deleteMany({ where: { userId } })

const tokenHash = (token: string): string => hash('sha256', token)

/** The function by which the engine looks sessions up. */
export const sessionSource: SessionSource = {
  find: findSession,
  tagsOf: ({ session, viewer }) => [
    ['Session', session],
    ['User', viewer.id],
  ],
  cacheKeyOf: tokenHash,
}
