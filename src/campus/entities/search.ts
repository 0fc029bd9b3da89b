import { fixedColumns } from '../../gateway/database/columns.ts'
import { raw, sql } from '../../gateway/database/sql.ts'
import { badUserInput } from '../../gateway/errors/errors.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { emptyConnection } from '../../gateway/pagination/emptyConnection.ts'
import { mapConnection } from '../../gateway/pagination/mapConnection.ts'
import type { Direction, OrderKey } from '../../gateway/pagination/orderKey.ts'
import type { Resolvers, SearchKind } from '../../generated/graphql.ts'
import type { BuildingRow, CourseRow, SpaceRow } from '../../generated/tables.ts'
import { connectionLoader, type Selection } from '../loaders.ts'
import { typedSpace } from '../places/typeName.ts'

interface SearchArguments {
  query: string
  kinds?: SearchKind[] | null | undefined
}

interface Match {
  kind: SearchKind
  id: number
  name: string
  rank: number
}

const columns = fixedColumns('t.kind, t.id, t.name, t.rank')

export const loaders = {
  search: connectionLoader<Match, SearchArguments>('Query.search', selectMatches),
}

export const resolvers: Resolvers = {
  Query: {
    search: (_, { query, ...args }, { loaders }) => {
      const name = query.trim()
      if (name === '') return emptyConnection
      return mapConnection<Match, BuildingRow | CourseRow | SpaceRow>(
        loaders.search.of(root, { ...args, query: name }),
        ({ kind, id }) => {
          if (kind === 'BUILDING') return loaders.building.load(id).map((row) => typed('Building', row))
          if (kind === 'COURSE') return loaders.course.load(id).map((row) => typed('Course', row))
          return loaders.space.load(id).map((row) => (row === null ? null : typedSpace(row)))
        },
      )
    },
  },
}

const maxQuery = 200

function selectMatches({ query, kinds }: SearchArguments): Selection {
  if (query.length > maxQuery) throw badUserInput(`\`query\` may have ${maxQuery} characters; it has ${query.length}.`)
  return {
    columns,
    from: sql`search_campus(${query}) t`,
    tags: ['buildings', 'spaces', 'courses'],
    where: kinds ? [sql`t.kind = any(${kinds}::text[])`] : [],
    orderBy: [key('rank', 'float8', 'DESC'), key('name', 'text'), key('kind', 'text'), key('id', 'int4')],
  }
}

const key = (field: keyof Match, type: string, direction: Direction = 'ASC'): OrderKey => ({
  field,
  expression: raw(`t.${field}`),
  type,
  nullable: false,
  computed: true,
  direction,
})

const typed = <Name extends string, Row extends object>(name: Name, row: Row | null) =>
  row === null ? null : { ...row, __typename: name }
