/** The spaces of a folder, once its buildings are in the database. */
import type pg from 'pg'
import { sql } from '../../../gateway/database/sql.ts'
import { type SpaceRow, tables } from '../../../generated/tables.ts'
import { occupancy } from '../../places/occupancy.ts'
import { findByName } from '../findByName.ts'
import { foldName } from '../names.ts'
import { findNearest } from '../nearest.ts'
import { counted, type Refusal } from '../refusal.ts'
import type { CampusFiles, KnownOfSpace } from './campusFiles.ts'
import { type Plan, planRows } from './campusPlan.ts'
import { insertRows, readRows, updateRows } from './writeRows.ts'

export interface SpaceOutcome {
  plan: Plan<SpaceRow>
  refusals: Refusal[]
}

export async function importSpaces(client: pg.ClientBase, campus: CampusFiles): Promise<SpaceOutcome> {
  const { placed, refusals } = await placeSpaces(client, campus)
  const find = findByName(await readRows(client, tables.Space), pathOf)
  const pairs = placed.map(({ line, row }) => ({ line, entry: row, existing: find(pathOf(row)) }))
  const plan = planRows<SpaceRow, PlacedSpace['row']>(pairs, (row) => ({ capacity: null, equipment: [], ...row }))
  const closing = pairs.filter(({ entry, existing }) => entry.kind === 'OFFICE' && existing?.kind !== 'OFFICE')
  refusals.push(...(await refuseOccupied(client, closing)))
  await insertRows(client, tables.Space, plan.added)
  await updateRows(client, tables.Space, plan.changed)
  return { plan, refusals }
}

interface PlacedSpace {
  line: number
  row: KnownOfSpace & Pick<SpaceRow, 'buildingId'>
}

const pathOf = ({ buildingId, name }: Pick<SpaceRow, 'buildingId' | 'name'>): string => `${buildingId} / ${name}`

async function placeSpaces(client: pg.ClientBase, { spaces, buildings }: CampusFiles) {
  const rows = await readRows(client, tables.Building)
  const find = findByName(rows, ({ name }) => name)
  const placed: PlacedSpace[] = []
  const refusals: Refusal[] = []
  for (const { line, building, row } of spaces.entries) {
    const found = find(building)
    if (found !== undefined) placed.push({ line, row: { ...row, buildingId: found.id } })
    // A building that is refused for something else is not unknown.
    else if (!buildings.rowByName.has(foldName(building))) {
      const suggestion = suggestName(building, rows)
      refusals.push({ line, column: 'building', value: building, reason: 'unknown building', suggestion })
    }
  }
  return { placed, refusals }
}

function suggestName(written: string, things: { name: string }[]): string {
  const byFolded = new Map(things.map(({ name }) => [foldName(name), name]))
  const { names } = findNearest(foldName(written), byFolded.keys())
  return names.map((name) => byFolded.get(name)).join(' or ')
}

/** Offices cannot be booked, so a room in use cannot become one. */
async function refuseOccupied(
  client: pg.ClientBase,
  closing: { line: number; existing: SpaceRow | undefined }[],
): Promise<Refusal[]> {
  const ids = closing.flatMap(({ existing }) => existing?.id ?? [])
  const { rows } = await client.query<{ id: number; bookings: number }>(sql`
    select b.space_id as id, count(*)::int as bookings from bookings b
    where b.space_id = any(${ids}) and b.ends_at > now() and ${occupancy('b').holdsSlot}
    group by b.space_id`)
  const bookings = new Map(rows.map((row) => [row.id, row.bookings]))
  return closing.flatMap(({ line, existing }) => {
    const count = existing === undefined ? undefined : bookings.get(existing.id)
    if (count === undefined) return []
    const reason = `an office cannot be booked, and the room has ${counted(count, 'booking')} to come`
    return [{ line, column: 'kind', value: 'OFFICE', reason, suggestion: '' }]
  })
}
