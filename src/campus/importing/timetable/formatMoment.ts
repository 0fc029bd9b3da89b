import { Temporal } from 'temporal-polyfill'

/** `2026-11-30 09:00`, as a clock of the zone shows it. */
export function formatMoment(moment: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone)
  return `${zoned.toPlainDate()} ${zoned.toPlainTime().toString({ smallestUnit: 'minute' })}`
}
