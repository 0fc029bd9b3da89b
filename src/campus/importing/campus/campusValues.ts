/** The values of a campus that are neither names nor plain numbers. */
import type { BuildingKind, SpaceKind } from '../../../generated/tables.ts'
import { findNameFault, foldName } from '../names.ts'
import { findNearest } from '../nearest.ts'
import { decimalNumber, optional, type Reader, wholeNumber } from '../reading.ts'

const buildingKinds: readonly BuildingKind[] = ['AUDITORIUM', 'STOREY', 'BLOCK']
const spaceKinds: readonly SpaceKind[] = ['CLASSROOM', 'LABORATORY', 'OFFICE']

export const readBuildingKind: Reader<BuildingKind> = kindReader(buildingKinds)
export const readSpaceKind: Reader<SpaceKind> = kindReader(spaceKinds)

/** Campuses write 0 where they do not know. */
export const readFloors: Reader<number | null> = (text) => {
  const reading = optional(wholeNumber(0, 200))(text)
  return 'value' in reading && reading.value === 0 ? { value: null } : reading
}

/** Cellars are below 0. */
export const readFloor: Reader<number | null> = optional(wholeNumber(-50, 200))

export const readCapacity: Reader<number | null> = (text) =>
  /^0+$/.test(text)
    ? { reason: 'a room with no seats; leave it empty when unknown' }
    : optional(wholeNumber(1, 100_000))(text)

export const readLatitude: Reader<number | null> = optional(decimalNumber(-90, 90))
export const readLongitude: Reader<number | null> = optional(decimalNumber(-180, 180))

/** Spreadsheets separate lists by any of these. */
const separators = /[;,|]/

/** A thing named twice is there once. */
export const readEquipment: Reader<string[]> = (text) => {
  const items = text.split(separators).map((item) => item.trim())
  const value = [...new Map(items.filter((item) => item !== '').map((item) => [foldName(item), item])).values()]
  const fault = value.map(findNameFault).find((found) => found !== undefined)
  return fault === undefined ? { value } : { reason: `one item ${fault}` }
}

function kindReader<Kind extends string>(kinds: readonly Kind[]): Reader<Kind> {
  return (text) => {
    const written = text.toUpperCase()
    const value = kinds.find((kind) => kind === written)
    if (value !== undefined) return { value }
    const suggestion = findNearest(written, kinds).names.join(' or ')
    return { reason: text === '' ? 'is empty' : `unknown kind (one of ${kinds.join(', ')})`, suggestion }
  }
}
