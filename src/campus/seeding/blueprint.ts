/** What every table of one seeding is generated from. Of the moment only the day counts: same day, same rows. */
import { Temporal } from 'temporal-polyfill'
import { type Terms, termsAround } from './terms.ts'

export interface SeedOptions {
  /** Campuses: 1 is the demo, 100 about 25,000 spaces and 2 million bookings */
  scale: number
  seed: number
  now: Date
  /** IANA name; the zone of the terms, and the one in which `now` is today */
  timeZone: string
}

export interface Blueprint {
  scale: number
  seed: number
  today: Temporal.PlainDate
  /** The first moment of today, milliseconds since 1970: nothing is created later than this. */
  midnightMs: number
  timeZone: string
  terms: Terms
}

export function createBlueprint({ scale, seed, now, timeZone }: SeedOptions): Blueprint {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const midnightMs = today.toZonedDateTime(timeZone).epochMilliseconds
  return { scale, seed, today, midnightMs, timeZone, terms: termsAround(today, timeZone) }
}
