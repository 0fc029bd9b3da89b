/** Mercurius' own loaders: one statement for all parents of a tick. Their cache is off, which spares the serialising of keys. */
import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import type { Loader } from 'mercurius'
import { bookingPageOf, defaultPageSize, type Page, pageOf } from '../shared/page.ts'
import type { Read } from './read.ts'
import type { BookingRow, BookingsArguments, BuildingRow, PageArguments, SpaceRow } from './rows.ts'
import * as statements from './statements.ts'

interface Query<Parent, Arguments> {
  obj: Parent
  params: Arguments
  info: GraphQLResolveInfo
}

type Load<Parent, Arguments = object> = (queries: Query<Parent, Arguments>[]) => Promise<unknown[]>

export function createLoaders(read: Read) {
  return {
    Building: {
      spaces: uncached<BuildingRow, PageArguments>(async (queries) => {
        const first = queries[0]?.params.first ?? defaultPageSize
        const pairs = await read<[number, SpaceRow[]][]>(statements.spacesByBuilding, [idsOf(queries), first + 1])
        const rows = new Map(pairs)
        return queries.map(({ obj }) => pageOf(rows.get(obj.id) ?? [], first))
      }),
      spaceCounts: uncached<BuildingRow>(async (queries) => {
        const counts = new Map(await read<[number, unknown][]>(statements.spaceCountsByBuilding, [idsOf(queries)]))
        return queries.map(({ obj }) => counts.get(obj.id) ?? { classrooms: 0, laboratories: 0, offices: 0 })
      }),
    },
    Space: {
      building: uncached<SpaceRow>(async (queries) => {
        const ids = [...new Set(queries.map(({ obj }) => obj.buildingId))]
        const rows = byId(await read<BuildingRow[]>(statements.buildingsByIds, [ids]))
        return queries.map(({ obj }) => rows.get(obj.buildingId))
      }),
      bookings: uncached<SpaceRow, BookingsArguments>((queries) => loadBookings(read, queries)),
      ratingSummary: uncached<SpaceRow>(async (queries) => {
        const sums = await read<[number, number, number][]>(statements.ratingsBySpace, [idsOf(queries)])
        const rows = new Map(sums.map(([id, average, count]) => [id, { average, count }]))
        return queries.map(({ obj }) => rows.get(obj.id) ?? { average: null, count: 0 })
      }),
    },
    Booking: {
      bookedBy: uncached<BookingRow>(async (queries) => {
        const ids = new Set<number>()
        for (const { obj } of queries) if (obj.bookedById !== null) ids.add(obj.bookedById)
        if (ids.size === 0) return queries.map(() => null)
        const users = byId(await read<{ id: number }[]>(statements.usersByIds, [[...ids]]))
        return queries.map(({ obj }) => (obj.bookedById === null ? null : users.get(obj.bookedById)))
      }),
    },
  }
}

/** Pages, and in the same breath their counts where they are asked for. All parents have one set of arguments. */
async function loadBookings(read: Read, queries: Query<SpaceRow, BookingsArguments>[]): Promise<unknown[]> {
  const [query] = queries
  const { filter, first = defaultPageSize } = query?.params ?? {}
  const window = { from: filter?.from != null, to: filter?.to != null }
  const moments = [filter?.from, filter?.to].filter((moment) => moment != null)
  const ids = idsOf(queries)
  const [pages, counts] = await Promise.all([
    read<[number, BookingRow[]][]>(statements.bookingsBySpace(window), [ids, ...moments, first + 1]),
    query !== undefined && asksFor('totalCount', query.info.fieldNodes)
      ? read<[number, number][]>(statements.bookingCountBySpace(window), [ids, ...moments])
      : undefined,
  ])
  const rows = new Map(pages)
  const countBySpace = new Map(counts)
  return queries.map(({ obj }): Page<BookingRow> & { totalCount: number } => ({
    ...bookingPageOf(rows.get(obj.id) ?? [], first),
    totalCount: countBySpace.get(obj.id) ?? 0,
  }))
}

const asksFor = (name: string, nodes: readonly FieldNode[]): boolean =>
  nodes.some(({ selectionSet }) =>
    selectionSet?.selections.some((selection) => selection.kind === 'Field' && selection.name.value === name),
  )

// Its types know of `info` and of the rows that are parents as little as of each other.
const uncached = <Parent, Arguments = object>(loader: Load<Parent, Arguments>) => ({
  loader: loader as unknown as Loader,
  opts: { cache: false },
})

const idsOf = (queries: { obj: { id: number } }[]): number[] => queries.map(({ obj }) => obj.id)

const byId = <Row extends { id: number }>(rows: Row[]): Map<number, Row> => new Map(rows.map((row) => [row.id, row]))
