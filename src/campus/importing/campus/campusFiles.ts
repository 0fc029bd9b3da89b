/** `buildings.csv` and `spaces.csv` of a folder, every line checked as far as that goes without the database. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { BuildingRow, SpaceRow } from '../../../generated/tables.ts'
import { type CsvRow, readCsv, valueIn } from '../csv/csvRows.ts'
import { createLineReader, type LineReader } from '../csv/lineReader.ts'
import { foldName } from '../names.ts'
import { readName, readOptionalName } from '../reading.ts'
import type { Refusal } from '../refusal.ts'
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

interface CampusFile<Entry> {
  entries: Entry[]
  refusals: Refusal[]
  /** Of lines that repeat another */
  notices: Refusal[]
  /** Folded, of every line, also of one that is refused */
  rowByName: ReadonlyMap<string, CsvRow<string>>
}

export interface BuildingEntry {
  line: number
  row: Omit<BuildingRow, 'id'>
}

interface SpaceEntry {
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
    buildings: await readEntries(buildingRows, readBuilding, (row) => valueIn(row, 'name') ?? ''),
    spaces: await readEntries(spaceRows, readSpace, (row) => `${valueIn(row, 'building')} / ${valueIn(row, 'name')}`),
  }
}

const buildingColumns = ['name', 'kind', 'floors', 'latitude', 'longitude'] as const
const extraColumns = ['capacity', 'equipment'] as const
const spaceColumns = ['kind', 'name', 'building', 'floor', 'room_number', 'latitude', 'longitude'] as const

type BuildingFileRow = CsvRow<(typeof buildingColumns)[number]>
type SpaceFileRow = CsvRow<(typeof spaceColumns | typeof extraColumns)[number]>

/** A name that comes twice is refused the second time, unless the whole line is the same. */
async function readEntries<Column extends string, Entry>(
  rows: AsyncIterable<CsvRow<Column | 'name'>>,
  readEntry: (row: CsvRow<Column | 'name'>, reader: LineReader) => Entry | undefined,
  nameOf: (row: CsvRow<Column | 'name'>) => string,
): Promise<CampusFile<Entry>> {
  const reader = createLineReader()
  const rowByName = new Map<string, CsvRow<string>>()
  const entries: Entry[] = []
  for await (const row of rows) {
    const name = foldName(nameOf(row))
    const before = rowByName.get(name)
    if (row.malformed !== undefined) reader.refuse(row, '', row.malformed)
    else if (before !== undefined && isDeepStrictEqual(before.values, row.values)) {
      reader.notice(row, '', `repeats line ${before.line}`)
    } else if (before !== undefined) reader.refuse(row, 'name', `repeats line ${before.line}`)
    else {
      rowByName.set(name, row)
      const entry = readEntry(row, reader)
      if (entry !== undefined) entries.push(entry)
    }
  }
  return { entries, refusals: reader.refusals, notices: reader.notices, rowByName }
}

function readBuilding(row: BuildingFileRow, reader: LineReader): BuildingEntry | undefined {
  const name = reader.read(row, 'name', readName)
  const kind = reader.read(row, 'kind', readBuildingKind)
  const floors = reader.read(row, 'floors', readFloors)
  const location = readLocation(row, reader)
  if (name === undefined || kind === undefined || floors === undefined || location === undefined) return undefined
  return { line: row.line, row: { name, kind, floors, ...location } }
}

function readSpace(row: SpaceFileRow, reader: LineReader): SpaceEntry | undefined {
  const kind = reader.read(row, 'kind', readSpaceKind)
  const name = reader.read(row, 'name', readName)
  const building = reader.read(row, 'building', readName)
  const floor = reader.read(row, 'floor', readFloor)
  const roomNumber = reader.read(row, 'room_number', readOptionalName)
  const location = readLocation(row, reader)
  const capacity = reader.read(row, 'capacity', readCapacity)
  const equipment = reader.read(row, 'equipment', readEquipment)
  if (kind === undefined || name === undefined || building === undefined || floor === undefined) return undefined
  if (roomNumber === undefined || location === undefined) return undefined
  if (capacity === undefined || equipment === undefined) return undefined
  const extras = {
    ...(row.columns.includes('capacity') ? { capacity } : {}),
    ...(row.columns.includes('equipment') ? { equipment } : {}),
  }
  return { line: row.line, building, row: { kind, name, floor, roomNumber, ...location, ...extras } }
}

function readLocation<Column extends string>(
  row: CsvRow<Column | 'latitude' | 'longitude'>,
  { read, refuse }: LineReader,
) {
  const latitude = read(row, 'latitude', readLatitude)
  const longitude = read(row, 'longitude', readLongitude)
  if (latitude === undefined || longitude === undefined) return undefined
  if ((latitude === null) === (longitude === null)) return { latitude, longitude }
  refuse(row, latitude === null ? 'latitude' : 'longitude', 'is empty; a position needs both or neither')
  return undefined
}
