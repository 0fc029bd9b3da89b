/**
 * Imports the buildings and spaces of a folder into the database. It adds new ones, updates known ones and removes
 * none.
 */
import type pg from 'pg'
import { type BuildingRow, tables } from '../../../generated/tables.ts'
import { findByName } from '../findByName.ts'
import type { Refusal } from '../refusal.ts'
import { runImport } from '../runImport.ts'
import type { BuildingEntry, CampusFiles } from './campusFiles.ts'
import { type Plan, planRows } from './campusPlan.ts'
import { importSpaces } from './importSpaces.ts'
import { insertRows, readRows, updateRows } from './writeRows.ts'

export interface CampusImport {
  url: string
  campus: CampusFiles
  /** Within the transaction: true when there was an unchanged demo campus and this call removed it */
  removeDemo(client: pg.ClientBase): Promise<boolean>
  step(text: string): void
}

export interface CampusOutcome {
  refused: { buildings: Refusal[]; spaces: Refusal[] }
  demoRemoved: boolean
  added: number
  changed: number
  unchanged: number
}

export function importCampus({ url, campus, removeDemo, step }: CampusImport): Promise<CampusOutcome> {
  return runImport({
    url,
    tables: ['buildings', 'spaces', 'bookings'],
    step,
    async work(client) {
      step('Comparing with the campus')
      const demoRemoved = await removeDemo(client)
      const buildings = await importBuildings(client, campus.buildings.entries)
      const spaces = await importSpaces(client, campus)
      return {
        refused: { buildings: campus.buildings.refusals, spaces: [...campus.spaces.refusals, ...spaces.refusals] },
        demoRemoved,
        added: buildings.added.length + spaces.plan.added.length,
        changed: buildings.changed.length + spaces.plan.changed.length,
        unchanged: buildings.unchanged + spaces.plan.unchanged,
      }
    },
    keeps: ({ refused }) => refused.buildings.length + refused.spaces.length === 0,
  })
}

async function importBuildings(client: pg.ClientBase, entries: BuildingEntry[]): Promise<Plan<BuildingRow>> {
  const find = findByName(await readRows(client, tables.Building), ({ name }) => name)
  const pairs = entries.map(({ row }) => ({ entry: row, existing: find(row.name) }))
  const plan = planRows<BuildingRow, BuildingEntry['row']>(pairs, (row) => row)
  await insertRows(client, tables.Building, plan.added)
  await updateRows(client, tables.Building, plan.changed)
  return plan
}
