/**
 * Finds the room that a timetable names: `Room A`, or `Kwame Building / Room A` where several buildings have one. A
 * room is never guessed; what may have been meant is suggested, and may be taken where nothing else can be meant.
 */
import type { SpaceKind } from '../../../generated/tables.ts'
import { foldName } from '../names.ts'
import { findNearest } from '../nearest.ts'
import type { Fault, Reader } from '../reading.ts'

export interface Room {
  id: number
  name: string
  building: string
  kind: SpaceKind
}

export function createRoomReader(rooms: Room[]): Reader<Room> {
  const byName = Map.groupBy(rooms, ({ name }) => foldName(name))
  const byPath = Map.groupBy(rooms, (room) => foldPath(pathOf(room)))
  const suggest = createSuggester(rooms)
  return (written) => {
    if (written === '') return { reason: 'is empty' }
    const named = byName.get(foldName(written)) ?? byPath.get(foldPath(written)) ?? []
    const exact = named.filter((room) => room.name === written || pathOf(room) === written)
    const [room, ...others] = exact.length === 1 ? exact : named
    if (room === undefined) return suggest(written)
    if (others.length > 0) return { reason: ambiguous(named), suggestion: named.map(pathOf).join(' or ') }
    return room.kind === 'OFFICE' ? { reason: 'is an office, which cannot be booked' } : { value: room }
  }
}

const pathOf = ({ building, name }: Room): string => `${building} / ${name}`

/** People write the slash with and without spaces. */
const foldPath = (path: string): string => foldName(path).replace(/ ?\/ ?/g, '/')

function ambiguous(rooms: Room[]): string {
  const buildings = new Set(rooms.map(({ building }) => building)).size
  return buildings > 1 ? `is a room of ${buildings} buildings; write Building / Room` : 'is the name of several rooms'
}

/** Each costs a look at every room: a file in which more rooms are unknown has another problem than spelling. */
const maxSuggestions = 500

function createSuggester(rooms: Room[]): (written: string) => Fault<Room> {
  const bookable = rooms.filter(({ kind }) => kind !== 'OFFICE')
  const byName = Map.groupBy(bookable, ({ name }) => foldName(name))
  const byPath = Map.groupBy(bookable, (room) => foldPath(pathOf(room)))
  let count = 0
  return (written) => {
    const reason = 'unknown room'
    if (++count > maxSuggestions) return { reason }
    const index = written.includes('/') ? byPath : byName
    const { names, isCertain } = findNearest(foldPath(written), index.keys())
    const likely = names.flatMap((name) => index.get(name) ?? [])
    const suggestion = likely.slice(0, 3).map(shortest).join(' or ')
    const [nearest] = likely
    if (nearest === undefined || likely.length > 1) return { reason, suggestion }
    return isCertain ? { reason, suggestion, nearest } : { reason, suggestion }
  }

  function shortest(room: Room): string {
    return byName.get(foldName(room.name))?.length === 1 ? room.name : pathOf(room)
  }
}
