/**
 * The one resolver of the peers with a cache. It reads all that can be asked in one statement, so that a cache of
 * resolvers' results holds whole answers, as a cache of responses does.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { encodeGlobalId } from '../shared/globalId.ts'

export const schema = readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')

interface PageArguments {
  first?: number
  after?: string | null
}

interface Row {
  id: number
  name: string
}

export const lifetimeSeconds = 3600

export function createBuildings(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 4 })
  return async (_: unknown, { first = 20, after }: PageArguments) => {
    const { rows } = await pool.query<[Row[], number]>({
      name: 'campusMap',
      text: statement,
      values: [after == null ? '' : Buffer.from(after, 'base64url').toString(), first + 1],
      rowMode: 'array',
    })
    const [found, totalCount] = rows[0] ?? [[], 0]
    const nodes = found.slice(0, first).map((row) => ({ ...row, id: encodeGlobalId('Building', row.id) }))
    const endCursor = Buffer.from(nodes.at(-1)?.name ?? '').toString('base64url')
    return { nodes, totalCount, pageInfo: { hasNextPage: found.length > first, endCursor } }
  }
}

const statement = `select
  (select coalesce(json_agg(r), '[]') from (
    select b.id, b.name, b.kind, b.floors,
      case when b.latitude is not null then json_build_object('latitude', b.latitude, 'longitude', b.longitude) end as location,
      (select json_build_object(
        'classrooms', count(*) filter (where s.kind = 'CLASSROOM'),
        'laboratories', count(*) filter (where s.kind = 'LABORATORY'),
        'offices', count(*) filter (where s.kind = 'OFFICE')
      ) from spaces s where s.building_id = b.id) as "spaceCounts",
      (select json_build_object('average', avg(r.score)::float8, 'count', count(*))
        from ratings r where r.building_id = b.id) as "ratingSummary"
    from buildings b where b.name > $1 order by b.name limit $2) r),
  (select count(*)::int4 from buildings)`
