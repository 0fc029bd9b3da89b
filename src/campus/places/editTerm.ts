/** Terms, added and changed by admins; each function is the work of one transaction and throws a Refusal. */

import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { CreateTermInput, TermBreakInput, UpdateTermInput } from '../../generated/graphql.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import type { TermDays } from './classDays.ts'
import { meetOnTheirDays } from './classMeetings.ts'
import { checkedName, maxName, nameTaken, required } from './placeInput.ts'
import { checkedText } from './text.ts'

const maxDays = 400
const maxBreaks = 50

interface Term extends TermDays {
  name: string
  breaks: TermBreakInput[]
}

export async function createTerm(tx: Transaction, input: CreateTermInput, timeZone: string): Promise<number> {
  const { name, startsOn, endsOn, breaks } = input
  const term = checkedTerm({ name, startsOn, endsOn, timeZone: input.timeZone ?? timeZone, breaks: breaks ?? [] })
  const { id } = await tx.term.create({ data: rowOf(term) }).catch(refuseTaken)
  await writeBreaks(tx, id, term.breaks)
  return id
}

/** The meetings of its classes follow its days: what has begun stays, what is to come is where it now belongs. */
export async function updateTerm(tx: Transaction, input: UpdateTermInput): Promise<number> {
  const id = decodeIdOf('Term', input.term)
  const before = await holdTerm(tx, id)
  const given = (field: 'name' | 'startsOn' | 'endsOn' | 'timeZone'): string =>
    input[field] === undefined ? before[field] : required(input[field], field)
  const term = checkedTerm({
    name: given('name'),
    startsOn: given('startsOn'),
    endsOn: given('endsOn'),
    timeZone: given('timeZone'),
    breaks: input.breaks === undefined ? before.breaks : (input.breaks ?? []),
  })
  await tx.term.update({ where: { id }, data: rowOf(term) }).catch(refuseTaken)
  await tx.termBreak.deleteMany({ where: { termId: id } })
  await writeBreaks(tx, id, term.breaks)
  await meetOnTheirDays(tx, id, term)
  return id
}

async function holdTerm(tx: Transaction, id: number): Promise<Term> {
  const [term] = await tx.$queryRaw<Omit<Term, 'breaks'>[]>`
    select name, starts_on::text as "startsOn", ends_on::text as "endsOn", time_zone as "timeZone"
    from terms where id = ${id} for update`
  if (term === undefined) throw new Refusal('NOT_FOUND', 'There is no such term.', 'term')
  const breaks = await tx.$queryRaw<TermBreakInput[]>`
    select name, starts_on::text as "startsOn", ends_on::text as "endsOn"
    from term_breaks where term_id = ${id} order by starts_on`
  return { ...term, breaks }
}

function checkedTerm({ name, startsOn, endsOn, timeZone, breaks }: Term): Term {
  const days = (Date.parse(endsOn) - Date.parse(startsOn)) / 86_400_000 + 1
  if (days < 1) throw new Refusal('INVALID_TIME_RANGE', 'A term ends on or after its first day.', 'endsOn')
  if (days > maxDays)
    throw new Refusal('INVALID_TIME_RANGE', `A term has at most ${maxDays} days; this has ${days}.`, 'endsOn')
  assertBreaks(breaks, { startsOn, endsOn })
  return {
    name: checkedName(name),
    startsOn,
    endsOn,
    timeZone: checkedTimeZone(timeZone),
    breaks: breaks.map((pause) => ({ ...pause, name: checkedText(pause.name, 'breaks', maxName) })),
  }
}

function assertBreaks(breaks: TermBreakInput[], term: { startsOn: string; endsOn: string }): void {
  const refuse = (message: string) => new Refusal('INVALID_TIME_RANGE', message, 'breaks')
  if (breaks.length > maxBreaks) throw refuse(`A term has at most ${maxBreaks} breaks.`)
  let last = ''
  for (const { name, startsOn, endsOn } of breaks.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1))) {
    if (endsOn < startsOn) throw refuse(`The break "${name}" ends before it begins.`)
    if (startsOn < term.startsOn || endsOn > term.endsOn) throw refuse(`The break "${name}" is not within the term.`)
    if (startsOn <= last) throw refuse(`The break "${name}" overlaps another.`)
    last = endsOn
  }
}

/** A zone by name: an offset knows no change of clocks. */
function checkedTimeZone(timeZone: string): string {
  if (Intl.supportedValuesOf('timeZone').includes(timeZone) || timeZone === 'UTC') return timeZone
  throw new Refusal('INVALID_INPUT', 'A time zone is an IANA name, such as Africa/Accra.', 'timeZone')
}

const rowOf = ({ name, startsOn, endsOn, timeZone }: Term) => ({
  name,
  startsOn: new Date(startsOn),
  endsOn: new Date(endsOn),
  timeZone,
})

async function writeBreaks(tx: Transaction, termId: number, breaks: TermBreakInput[]): Promise<void> {
  const data = breaks.map(({ name, startsOn, endsOn }) => ({
    termId,
    name,
    startsOn: new Date(startsOn),
    endsOn: new Date(endsOn),
  }))
  await tx.termBreak.createMany({ data })
}

function refuseTaken(error: unknown): never {
  throw nameTaken(error) ?? error
}
