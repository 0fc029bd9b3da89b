/** What is asked of nothing or of a single row; what many parents ask is in the loaders. */
import { decodeCursor } from '../shared/cursor.ts'
import { decodeGlobalId, encodeGlobalId } from '../shared/globalId.ts'
import { bookingPageOf, defaultPageSize, pageOf } from '../shared/page.ts'
import type { Read } from './read.ts'
import type { BookingRow, BuildingRow, PageArguments, SpaceRow } from './rows.ts'
import * as statements from './statements.ts'

interface FreeArguments extends PageArguments {
  startsAt: string
  endsAt: string
  filter?: { minCapacity?: number | null }
}

export function createResolvers(read: Read) {
  return {
    Query: {
      node: async (_: unknown, args: { id: string }) => {
        const { type, id } = decodeGlobalId(args.id)
        const [row] = type === 'Space' ? await read<SpaceRow[]>(statements.spacesByIds, [[id]]) : []
        return row ?? null
      },
      building: async (_: unknown, { name }: { name: string }) =>
        (await read<BuildingRow[]>(statements.buildingByName, [name]))[0] ?? null,
      buildings: async (_: unknown, args: PageArguments & { filter?: { kind?: string } }) => {
        const { filter, first = defaultPageSize } = args
        const kind = filter?.kind
        const rows =
          kind === undefined
            ? read<BuildingRow[]>(statements.buildings, [first + 1])
            : read<BuildingRow[]>(statements.buildingsOfKind, [first + 1, kind])
        return pageOf(await rows, first)
      },
      freeSpaces: async (_: unknown, { startsAt, endsAt, filter, first = defaultPageSize }: FreeArguments) => {
        const values = [first + 1, startsAt, endsAt]
        const minCapacity = filter?.minCapacity
        const rows =
          minCapacity == null
            ? read<SpaceRow[]>(statements.freeSpaces, values)
            : read<SpaceRow[]>(statements.freeSpacesSeating, [...values, minCapacity])
        return pageOf(await rows, first)
      },
      bookings: async (_: unknown, { first = defaultPageSize, after }: PageArguments) => {
        if (after == null) return bookingPageOf(await read<BookingRow[]>(statements.bookings, [first + 1]), first)
        const { startsAt, id } = decodeCursor(after)
        return bookingPageOf(await read<BookingRow[]>(statements.bookingsAfter, [first + 1, startsAt, id]), first)
      },
    },
    // A room is the only node that the works ask for.
    Node: { resolveType: () => 'Space' },
    Building: { id: globalId('Building'), location: locationOf },
    Space: { id: globalId('Space'), location: locationOf },
    Booking: { id: globalId('Booking') },
    User: { id: globalId('User') },
  }
}

const globalId =
  (type: string) =>
  ({ id }: { id: number }) =>
    encodeGlobalId(type, id)

function locationOf({ latitude, longitude }: { latitude: number | null; longitude: number | null }) {
  return latitude === null || longitude === null ? null : { latitude, longitude }
}
