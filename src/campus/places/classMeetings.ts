/**
 * The meetings of a term's weekly classes, when its days have changed. Those to come that no longer fall on a day of
 * theirs go, those that are lacking are added; what has begun stays, and so does a meeting that was cancelled.
 */

import type { Transaction } from '../transactions.ts'
import { asPrisma } from '../transactions.ts'
import { listClassDays, type TermDays } from './classDays.ts'
import { occupancy } from './occupancy.ts'
import { slotTaken } from './slot.ts'

/** Throws the Refusal SLOT_TAKEN where a meeting would meet something else. */
export async function meetOnTheirDays(tx: Transaction, termId: number, term: TermDays): Promise<void> {
  const clocks = await tx.$queryRaw<{ clock: string }[]>`
    select distinct to_char(c, 'HH24:MI') as clock
    from class_sessions s cross join unnest(array[s.start_time, s.end_time]) c where s.term_id = ${termId}`
  if (clocks.length === 0) return
  await stageMeetings(
    tx,
    termId,
    momentsOf(
      term,
      clocks.map(({ clock }) => clock),
    ),
  )
  await tx.$executeRaw`
    delete from bookings b using class_sessions s
    where b.class_session_id = s.id and s.term_id = ${termId} and b.starts_at > now() and not exists (
      select from term_meetings m where m.session_id = s.id and m.starts_at = b.starts_at
    )`
  await tx.$executeRaw`
    update bookings b set status = 'CANCELLED', lapses_at = null
    where ${asPrisma(occupancy('b').lapsed)}
      and b.space_id in (select space_id from class_sessions where term_id = ${termId})`
  try {
    await tx.$executeRaw`
      insert into bookings (space_id, title, kind, status, starts_at, ends_at, class_session_id)
      select s.space_id, c.code || ' ' || c.title, 'CLASS', 'CONFIRMED', m.starts_at, m.ends_at, s.id
      from term_meetings m join class_sessions s on s.id = m.session_id join courses c on c.id = s.course_id
      where m.starts_at > now() and not exists (
        select from bookings b where b.class_session_id = s.id and b.starts_at = m.starts_at
      )
      order by m.starts_at`
  } catch (error) {
    throw slotTaken(error) ?? error
  }
}

interface Moments {
  days: string[]
  weekdays: string[]
  clocks: string[]
  moments: Date[]
}

function momentsOf(term: TermDays, clocks: string[]): Moments {
  const all: Moments = { days: [], weekdays: [], clocks: [], moments: [] }
  for (const { day, weekday, secondsAt } of listClassDays(term)) {
    for (const clock of clocks) {
      const [hours = 0, minutes = 0] = clock.split(':').map(Number)
      all.days.push(day)
      all.weekdays.push(weekday)
      all.clocks.push(clock)
      all.moments.push(new Date(secondsAt(60 * hours + minutes) * 1000))
    }
  }
  return all
}

/** A class in a spring gap that would end before it begins moves as a whole. */
async function stageMeetings(
  tx: Transaction,
  termId: number,
  { days, weekdays, clocks, moments }: Moments,
): Promise<void> {
  await tx.$executeRaw`
    create temporary table term_meetings (session_id integer, starts_at timestamptz, ends_at timestamptz) on commit drop`
  await tx.$executeRaw`
    with clock_moments as (
      select * from unnest(${days}::date[], ${weekdays}::text[], ${clocks}::time[], ${moments}::timestamptz[])
        as m(day, weekday, clock, moment)
    )
    insert into term_meetings
    select s.id, f.moment, case when t.moment > f.moment then least(t.moment, f.moment + interval '24 hours')
      else f.moment + (s.end_time - s.start_time) end
    from class_sessions s
    join clock_moments f on f.weekday = s.weekday::text and f.clock = s.start_time
    join clock_moments t on t.day = f.day and t.clock = s.end_time
    where s.term_id = ${termId}`
  await tx.$executeRaw`create index on term_meetings (session_id, starts_at)`
}
