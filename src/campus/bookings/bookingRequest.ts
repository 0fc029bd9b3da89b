/** What a person wants to book, checked as far as no row is needed for it; each check throws a Refusal. */
import { hash } from 'node:crypto'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import { findUnreadable } from '../../gateway/unreadable.ts'
import type { CreateBookingInput } from '../../generated/graphql.ts'
import type { BookingKind } from '../../generated/tables.ts'
import { latestStartMs } from '../places/lapse.ts'
import { checkedText } from '../places/text.ts'
import { Refusal } from '../userErrors.ts'

export interface BookingRequest {
  /** In the order in which they were asked for, each once */
  spaceIds: number[]
  title: string
  kind: Exclude<BookingKind, 'CLASS'>
  startsAt: Date
  endsAt: Date
}

const maxSpaces = 100
const maxTitle = 200
const maxKey = 200

export function checkedRequest({ space, spaces, title, kind, startsAt, endsAt }: CreateBookingInput): BookingRequest {
  if ((space == null) === (spaces == null)) throw new Refusal('INVALID_INPUT', 'Give `space` or `spaces`.', 'space')
  const asked = spaces ?? [space ?? '']
  if (asked.length === 0) throw new Refusal('INVALID_INPUT', '`spaces` must name at least one room.', 'spaces')
  if (asked.length > maxSpaces) {
    throw new Refusal('INVALID_INPUT', `\`spaces\` may name ${maxSpaces} rooms at once, not ${asked.length}.`, 'spaces')
  }
  if (kind === 'CLASS') throw new Refusal('NOT_ALLOWED', 'Classes come from the timetable alone.', 'kind')
  return {
    spaceIds: [...new Set(asked.map((id) => decodeIdOf('Space', id)))],
    title: checkedTitle(title),
    kind: kind ?? 'EVENT',
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  }
}

export const checkedTitle = (title: string): string => checkedText(title, 'title', maxTitle)

export function checkedKey(key: string | null | undefined): string | undefined {
  if (key == null) return undefined
  if (key === '' || key.length > maxKey || findUnreadable(key) !== undefined) {
    throw new Refusal('INVALID_INPUT', `A key has 1 to ${maxKey} characters that can be read.`, 'idempotencyKey')
  }
  return key
}

/** Equal for requests that ask for the same. */
export const requestHash = (request: BookingRequest): string => hash('sha256', JSON.stringify(request))

const hourMs = 3_600_000
const maxHours = 24
const furthestDays = 730

/** Too long ago for a booking that is made or changed now */
export const hasBegun = ({ startsAt }: { startsAt: Date }, now: Date): boolean =>
  startsAt.getTime() < now.getTime() - latestStartMs

/** The database's clock judges. */
export function assertTimes({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, now: Date): void {
  const refuse = (message: string, field: string) => new Refusal('INVALID_TIME_RANGE', message, field)
  if (endsAt <= startsAt) throw refuse('The end must be after the start.', 'endsAt')
  if (endsAt.getTime() - startsAt.getTime() > maxHours * hourMs) {
    throw refuse(`A booking lasts at most ${maxHours} hours.`, 'endsAt')
  }
  if (hasBegun({ startsAt }, now)) throw refuse('The start is more than 15 minutes past.', 'startsAt')
  if (endsAt <= now) throw refuse('The end is past.', 'endsAt')
  if (startsAt.getTime() - now.getTime() > furthestDays * 24 * hourMs) {
    throw refuse(`The start may be ${furthestDays} days ahead at most.`, 'startsAt')
  }
}
