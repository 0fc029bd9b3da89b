/** A campus small enough to be known by heart, and lines of a timetable for it. */
import { createImportDesk, type ImportDesk } from './importDesk.ts'

export async function createTimetableDesk(): Promise<ImportDesk> {
  const desk = await createImportDesk()
  await desk.query(`
    insert into buildings (name, kind) values ('North Block', 'BLOCK'), ('South Block', 'BLOCK');
    insert into spaces (building_id, name, kind) values
      (1, 'Room A', 'CLASSROOM'), (1, 'Room B', 'CLASSROOM'), (1, 'Physics Lab', 'LABORATORY'), (1, 'Office 1', 'OFFICE'),
      (2, 'Room B', 'CLASSROOM'), (2, 'Great Hall', 'CLASSROOM');`)
  return desk
}

/** A term of ten weeks that is over, from a Monday to a Friday. */
export const pastTerm = ['term', 'add', 'Spring 2025', '--from', '2025-02-03', '--to', '2025-04-11']

export interface LineParts {
  department?: string
  year?: string | number
  day?: string
  code?: string
  title?: string
  room?: string
  start?: string
  end?: string
}

const header = 'Department,Year,Day,Course Code,Course Name,Location,Start Time,End Time'

/** A class of Monday morning in Room A where nothing else is said. The first is line 2. */
export const timetable = (...lines: LineParts[]): string => `${[header, ...lines.map(timetableLine)].join('\n')}\n`

function timetableLine({
  department = 'Physics',
  year = 1,
  day = 'Monday',
  code = 'PHY 101',
  title = 'Mechanics',
  room = 'Room A',
  start = '08:00',
  end = '09:00',
}: LineParts): string {
  return [department, year, day, code, title, room, start, end].join(',')
}
