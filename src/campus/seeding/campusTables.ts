/** The tables that a campus fills, each after those it refers to: loading goes forwards, deleting backwards. */
import { tables } from '../../generated/tables.ts'

export const campusTables: readonly string[] = [
  tables.Building.name,
  tables.Space.name,
  tables.User.name,
  tables.Term.name,
  tables.TermBreak.name,
  tables.Course.name,
  tables.ClassSession.name,
  tables.ClassGroup.name,
  tables.Booking.name,
  tables.Rating.name,
]
