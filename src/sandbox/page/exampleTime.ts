/** Moments around now for variables that want one, in UTC: by the variable's name, else the hour that has begun. */
export function exampleTime(name: string, type: string, now: Date): string | undefined {
  const moment = (moments.get(name) ?? thisHour)(now.getTime())
  const text = new Date(moment).toISOString()
  if (type === 'DateTime') return text
  if (type === 'Date') return text.slice(0, 10)
  return type === 'LocalTime' ? text.slice(11, 16) : undefined
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** 1970 began on a Thursday. */
const firstMondayMs = 4 * dayMs

const thisHour = (nowMs: number): number => nowMs - (nowMs % hourMs)
const thisMonday = (nowMs: number): number => nowMs - ((nowMs - firstMondayMs) % (7 * dayMs))

const moments = new Map<string, (nowMs: number) => number>([
  ['endsAt', (nowMs) => thisHour(nowMs) + 2 * hourMs],
  ['from', thisMonday],
  ['now', (nowMs) => nowMs],
  ['soon', (nowMs) => nowMs + hourMs],
  ['startsAt', (nowMs) => thisHour(nowMs) + hourMs],
  ['to', (nowMs) => thisMonday(nowMs) + 7 * dayMs],
])
