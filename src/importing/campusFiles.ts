/** `buildings.csv` and `spaces.csv` of a folder, every line checked as far as that goes without the database. */
import { join } from 'node:path'
import type { BuildingRow, SpaceRow } from '../generated/tables.ts'
import {
  readBuildingKind,
  readCapacity,
  readEquipment,
  readFloor,
  readFloors,
  readLatitude,
  readLongitude,
  readSpaceKind,
} from './campusValues.ts'
import { type CsvRow, readCsv } from './csvRows.ts'
import { createLineReader, type RowReader } from './lineReader.ts'
import { foldName } from './names.ts'
import { readName, readOptionalName } from './reading.ts'
import type { Refusal } from './refusal.ts'

export interface CampusFile<Entry> {
  entries: Entry[]
  refusals: Refusal[]
  /** Folded, of every line, also of one that is refused */
  lineByName: ReadonlyMap<string, number>
}

export interface BuildingEntry {
  line: number
  row: Omit<BuildingRow, 'id'>
}

export interface SpaceEntry {
  line: number
  building: string
  row: KnownOfSpace
}

/** What the file has no column for is absent. */
export type KnownOfSpace = Omit<SpaceRow, 'id' | 'buildingId' | 'capacity' | 'equipment'> &
  Partial<Pick<SpaceRow, 'capacity' | 'equipment'>>

export interface CampusFiles {
  buildings: CampusFile<BuildingEntry>
  spaces: CampusFile<SpaceEntry>
}

export async function readCampus(folder: string, report: (text: string) => void): Promise<CampusFiles> {
  const buildingRows = readCsv(join(folder, 'buildings.csv'), { required: buildingColumns }, report)
  const spaceRows = readCsv(join(folder, 'spaces.csv'), { required: spaceColumns, optional: extraColumns }, report)
  return {
    buildings: await readEntries(buildingRows, readBuilding, ({ values }) => values.name ?? ''),
    spaces: await readEntries(spaceRows, readSpace, ({ values }) => `${values.building} / ${values.name}`),
  }
}

const buildingColumns = ['name', 'kind', 'floors', 'latitude', 'longitude'] as const
const extraColumns = ['capacity', 'equipment'] as const
const spaceColumns = ['kind', 'name', 'building', 'floor', 'room_number', 'latitude', 'longitude'] as const

type BuildingColumn = (typeof buildingColumns)[number]
type SpaceColumn = (typeof spaceColumns | typeof extraColumns)[number]

/** A name that comes twice is refused the second time. */
async function readEntries<Column extends string, Entry>(
  rows: AsyncIterable<CsvRow<Column | 'name'>>,
  readEntry: (row: RowReader<Column | 'name'>, present: CsvRow<Column>['values']) => Entry | undefined,
  nameOf: (row: CsvRow<Column | 'name'>) => string,
): Promise<CampusFile<Entry>> {
  const reader = createLineReader()
  const lineByName = new Map<string, number>()
  const entries: Entry[] = []
  for await (const row of rows) {
    const name = foldName(nameOf(row))
    const before = lineByName.get(name)
    if (row.malformed !== undefined) reader.at(row).refuse('name', row.malformed)
    else if (before !== undefined) reader.at(row).refuse('name', `repeats line ${before}`)
    else {
      lineByName.set(name, row.line)
      const entry = readEntry(reader.at(row), row.values)
      if (entry !== undefined) entries.push(entry)
    }
  }
  return { entries, refusals: reader.refusals, lineByName }
}

function readBuilding(row: RowReader<BuildingColumn>): BuildingEntry | undefined {
  const name = row.read('name', readName)
  const kind = row.read('kind', readBuildingKind)
  const floors = row.read('floors', readFloors)
  const location = readLocation(row)
  if (name === undefined || kind === undefined || floors === undefined || location === undefined) return undefined
  return { line: row.line, row: { name, kind, floors, ...location } }
}

function readSpace(row: RowReader<SpaceColumn>, present: CsvRow<SpaceColumn>['values']): SpaceEntry | undefined {
  const kind = row.read('kind', readSpaceKind)
  const name = row.read('name', readName)
  const building = row.read('building', readName)
  const floor = row.read('floor', readFloor)
  const roomNumber = row.read('room_number', readOptionalName)
  const location = readLocation(row)
  const capacity = row.read('capacity', readCapacity)
  const equipment = row.read('equipment', readEquipment)
  if (kind === undefined || name === undefined || building === undefined || floor === undefined) return undefined
  if (roomNumber === undefined || location === undefined) return undefined
  if (capacity === undefined || equipment === undefined) return undefined
  const extras = {
    ...(present.capacity === undefined ? {} : { capacity }),
    ...(present.equipment === undefined ? {} : { equipment }),
  }
  return { line: row.line, building, row: { kind, name, floor, roomNumber, ...location, ...extras } }
}

function readLocation(row: RowReader<'latitude' | 'longitude'>) {
  const latitude = row.read('latitude', readLatitude)
  const longitude = row.read('longitude', readLongitude)
  if (latitude === undefined || longitude === undefined) return undefined
  if ((latitude === null) === (longitude === null)) return { latitude, longitude }
  row.refuse(latitude === null ? 'latitude' : 'longitude', 'is empty; a position needs both or neither')
  return undefined
}
