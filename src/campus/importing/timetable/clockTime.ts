/** Clock times as minutes since midnight: `15:00`, `8:00`, `08:00:00`, `3:00 PM`, `3 pm`. A day ends before `24:00`. */
import type { Reading } from '../reading.ts'

export function readClockTime(text: string): Reading<number> {
  const { hour = '', minute = '0', second = '0', half } = form.exec(text)?.groups ?? {}
  const hours = half === undefined ? asHours(hour, 0, 23) : twelveHours(hour, half)
  if (hours === undefined || Number(minute) > 59 || Number(second) > 59) {
    return { reason: text === '' ? 'is empty' : 'is not a time like 15:00 or 3:00 PM' }
  }
  if (Number(second) !== 0) return { reason: 'is not a whole minute', suggestion: text.replace(/:\d\d(?!:)/, '') }
  return { value: hours * 60 + Number(minute) }
}

/** `15:05` */
export const formatClockTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Without minutes it needs its half of the day: a lone `8` may be anything. */
const form =
  /^(?<hour>\d{1,2})(?:(?::(?<minute>\d\d))(?::(?<second>\d\d))?(?: ?(?<half>[ap])\.?m\.?)?)$|^(?<hour>\d{1,2}) ?(?<half>[ap])\.?m\.?$/i

function twelveHours(hour: string, half: string): number | undefined {
  const hours = asHours(hour, 1, 12)
  return hours === undefined ? undefined : (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

function asHours(hour: string, least: number, most: number): number | undefined {
  const hours = hour === '' ? Number.NaN : Number(hour)
  return hours >= least && hours <= most ? hours : undefined
}
