/** Slots: the exclusion constraint decides which booking gets one, and its error becomes a Refusal. */
import { brokenConstraint, databaseCode, errorDetail } from '../../gateway/database/writeError.ts'
import type { Transaction } from '../transactions.ts'
import { asPrisma } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import { occupancy } from './occupancy.ts'

export interface Slot {
  spaceIds: number[]
  startsAt: Date
  endsAt: Date
}

const { lapsed } = occupancy('bookings')

/** A pending booking that was not confirmed in time must not block other bookings: it is marked as cancelled. */
export const clearLapsed = (tx: Transaction, { spaceIds, startsAt, endsAt }: Slot): Promise<number> =>
  tx.$executeRaw`
    update bookings set status = 'CANCELLED', lapses_at = null
    where space_id = any(${spaceIds}) and ${asPrisma(lapsed)}
      and starts_at < ${endsAt} and ends_at > ${startsAt} and starts_at > ${startsAt}::timestamptz - interval '24 hours'`

/** Returns rooms that exist and can be booked. They are locked against changes until the end of the transaction. */
export async function assertBookable(tx: Transaction, spaceIds: number[], field: string): Promise<Map<number, string>> {
  const spaces = await tx.$queryRaw<{ id: number; name: string; office: boolean }[]>`
    select id, name, kind = 'OFFICE' as office from spaces where id = any(${spaceIds}) order by id for share`
  const names = new Map(spaces.map(({ id, name }) => [id, name]))
  if (spaceIds.some((id) => !names.has(id))) throw new Refusal('NOT_FOUND', 'There is no such room.', field)
  const office = spaces.find((space) => space.office)
  if (office !== undefined) throw new Refusal('NOT_BOOKABLE', `${office.name} is an office: nobody can book it.`, field)
  return names
}

/** The Refusal for a slot that another booking holds, if that is what the database reported. */
export function slotTaken(error: unknown): Refusal | undefined {
  if (databaseCode(error) !== '23P01' || brokenConstraint(error) !== 'bookings_no_overlap') return undefined
  const [, from, to] = /existing key .*=\(\d+, \["?([^",]+)"?,"?([^")]+)"?\)/.exec(errorDetail(error)) ?? []
  const conflict = from === undefined || to === undefined ? null : { startsAt: moment(from), endsAt: moment(to) }
  const when = conflict === null ? 'then' : `from ${conflict.startsAt} to ${conflict.endsAt}`
  return new Refusal('SLOT_TAKEN', `The room is booked ${when}.`, 'startsAt', conflict)
}

/** `2031-01-01 10:00:00+00`, as PostgreSQL writes it in UTC, as the DateTime scalar gives it. */
const moment = (text: string): string => new Date(`${text.replace(' ', 'T')}:00`).toISOString().replace('.000Z', 'Z')
