/** Changes of accounts that exist; each is one transaction with its entry in the audit trail, and throws a Refusal. */

import { unauthenticated } from '../../gateway/errors/errors.ts'
import type { UpdateProfileInput } from '../../generated/graphql.ts'
import type { Role } from '../../generated/tables.ts'
import type { Context } from '../context.ts'
import { checkedText } from '../places/text.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import type { Person } from '../viewer.ts'
import { checkedEmail, checkedPassword, checkedYearGroup } from './accountInput.ts'
import { audit } from './audit.ts'
import { concludeProof, holdsStill, provePassword, tooManyGood } from './provePassword.ts'
import { closeSessionsOf } from './sessions.ts'
import { alreadyExists } from './signUp.ts'

export async function updateProfile(input: UpdateProfileInput, viewer: Person, context: Context): Promise<void> {
  const { email, password, department, yearGroup } = input
  const own = await context.transact((tx) => tx.user.findUnique({ where: { id: viewer.id } }))
  if (own === null) throw unauthenticated()
  const changes = {
    ...(email == null ? {} : { email: checkedEmail(email) }),
    ...(department === undefined ? {} : { department: department && checkedText(department, 'department', 100) }),
    ...(yearGroup === undefined ? {} : { yearGroup: checkedYearGroup(yearGroup) }),
  }
  if (password != null) checkedPassword(password, [own.username, own.email])
  const proof = email == null && password == null ? undefined : await proveCurrent(input, viewer, context)
  const passwordHash = password == null ? undefined : await context.passwords.hash(password)
  const changed = [...Object.keys(changes), ...(passwordHash === undefined ? [] : ['password'])]
  if (changed.length === 0) return
  const isDone = await context.transact(async (tx) => {
    if (proof !== undefined) {
      if (!(await holdsStill(tx, proof.account))) throw notCurrent()
      if (!(await concludeProof(tx, proof))) return false
    }
    await tx.user.update({ where: { id: viewer.id }, data: changes }).catch((error) => {
      throw alreadyExists(error) ?? error
    })
    if (passwordHash !== undefined) await setPassword(tx, viewer.id, passwordHash)
    const summary = `${own.username} changed ${changed.join(', ')}.`
    await audit(tx, { action: 'ACCOUNT_UPDATED', actorId: viewer.id, userId: viewer.id, summary })
    return true
  })
  if (!isDone) throw tooManyGood()
}

/** Ends every session of the person, too. */
export async function setPassword(tx: Transaction, userId: number, passwordHash: string): Promise<void> {
  await tx.credential.upsert({ where: { userId }, create: { userId, passwordHash }, update: { passwordHash } })
  await closeSessionsOf(tx, userId)
}

export interface RoleChange {
  userId: number
  role: Role
  /** null for a command */
  actorId: number | null
}

/** Ends the person's sessions: what they may do counts from their next sign-in. Throws a Refusal. */
export async function setRole(tx: Transaction, { userId, role, actorId }: RoleChange): Promise<void> {
  const [person] = await tx.$queryRaw<{ username: string; role: Role }[]>`
    select username, role::text from users where id = ${userId} for update`
  if (person === undefined) throw new Refusal('NOT_FOUND', 'There is no such person.', 'user')
  if (person.role === role) return
  await tx.user.update({ where: { id: userId }, data: { role } })
  await closeSessionsOf(tx, userId)
  const summary = `${person.username}: ${person.role} became ${role}.`
  await audit(tx, { action: 'ROLE_CHANGED', actorId, userId, summary })
}

/** What was booked ahead is cancelled; what is past, and what was rated, stays without a name. */
export async function deleteUser(userId: number, viewer: Person, context: Context): Promise<void> {
  if (userId !== viewer.id && viewer.role !== 'ADMIN') {
    throw new Refusal('NOT_ALLOWED', 'Only admins delete accounts of others.', 'user')
  }
  await context.transact(async (tx) => {
    const [person] = await tx.$queryRaw<
      { username: string }[]
    >`select username from users where id = ${userId} for update`
    if (person === undefined) throw new Refusal('NOT_FOUND', 'There is no such person.', 'user')
    const cancelled = await tx.$queryRaw<{ id: number; title: string }[]>`
      update bookings set status = 'CANCELLED', lapses_at = null
      where booked_by_id = ${userId} and status <> 'CANCELLED' and starts_at > now() returning id, title`
    await audit(
      tx,
      ...cancelled.map(({ id, title }) => ({
        action: 'BOOKING_CANCELLED' as const,
        actorId: viewer.id,
        bookingId: id,
        summary: `"${title}" was cancelled with the account of who booked it.`,
      })),
      { action: 'ACCOUNT_DELETED', actorId: viewer.id, summary: `The account ${person.username} was deleted.` },
    )
    await tx.user.delete({ where: { id: userId } })
  })
  if (userId === viewer.id) context.setSessionCookie(null)
}

function proveCurrent({ currentPassword }: UpdateProfileInput, viewer: Person, context: Context) {
  const find = async (tx: Transaction) => {
    const credential = await tx.credential.findUnique({ where: { userId: viewer.id } })
    return credential === null ? undefined : { id: viewer.id, passwordHash: credential.passwordHash }
  }
  const login = `without password ${viewer.id}`
  return provePassword(context, { password: currentPassword ?? '', find, login, refusal: notCurrent() })
}

const notCurrent = (): Refusal =>
  new Refusal(
    'INVALID_CREDENTIALS',
    'A new address or password needs `currentPassword`, and this is not it.',
    'currentPassword',
  )
