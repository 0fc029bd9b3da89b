/**
 * Classes of one file that cannot both have their room: the one whose line comes first has it. Beside the week's
 * pattern this looks at the days on which clocks go forward, when a class in the gap moves into the one after it.
 */
import type { ClassDay } from '../../places/classDays.ts'
import type { WeeklyClass } from './weeklyClasses.ts'

export interface Overlap {
  weeklyClass: WeeklyClass
  /** The class that has the room */
  holder: WeeklyClass
  /** The day on which they meet, where it is not every week */
  day: string | undefined
}

/** `classes` in the order in which they come first. */
export function findOverlaps(classes: Iterable<WeeklyClass>, days: ClassDay[]): Overlap[] {
  const gapDays = days.flatMap(withDayAfter)
  const held = new Map<string, Stay[]>()
  const overlaps: Overlap[] = []
  for (const weeklyClass of classes) {
    const stays = staysOf(weeklyClass, gapDays)
    const met = stays.flatMap(([key, stay]) => (held.get(key) ?? []).filter((other) => overlap(stay, other)))
    const [first] = met
    if (first === undefined) for (const [key, stay] of stays) hold(held, key, stay)
    else overlaps.push({ weeklyClass, holder: first.weeklyClass, day: first.day })
  }
  return overlaps
}

interface GapDay extends ClassDay {
  /** The day on which clocks go forward */
  gap: string
}

/** A gap before midnight moves classes into the day after. */
function withDayAfter(day: ClassDay, at: number, days: ClassDay[]): GapDay[] {
  return day.hasGap ? days.slice(at, at + 2).map((affected) => ({ ...affected, gap: day.day })) : []
}

/** Of a class in its room, from some moment to another, in a unit that goes with the key. */
interface Stay {
  start: number
  end: number
  day: string | undefined
  weeklyClass: WeeklyClass
}

/** Only stays of one key are compared: a room on one weekday, or on one day. */
type KeyedStay = [key: string, stay: Stay]

function staysOf(weeklyClass: WeeklyClass, gapDays: GapDay[]): KeyedStay[] {
  const { room, weekday, start, end } = weeklyClass
  const moved = gapDays
    .filter((day) => day.weekday === weekday)
    .map(({ gap, secondsAt }): KeyedStay => {
      return [`${room.id} ${gap}`, { ...moments(secondsAt, start, end), day: gap, weeklyClass }]
    })
  return [[`${room.id} ${weekday}`, { start, end, day: undefined, weeklyClass }], ...moved]
}

/** A class that begins in the gap and would end before it begins moves as a whole. */
function moments(secondsAt: ClassDay['secondsAt'], start: number, end: number): { start: number; end: number } {
  const begins = secondsAt(start)
  const ends = secondsAt(end)
  return { start: begins, end: ends > begins ? ends : begins + (end - start) * 60 }
}

const overlap = (a: Stay, b: Stay): boolean => a.start < b.end && b.start < a.end

function hold(held: Map<string, Stay[]>, key: string, stay: Stay): void {
  const stays = held.get(key)
  if (stays === undefined) held.set(key, [stay])
  else stays.push(stay)
}
