import { typedSpace } from '../campus/typeName.ts'
import { allColumns, column, raw, type Sql, sql } from '../database/sql.ts'
import type { RatingSummary, Resolvers } from '../generated/graphql.ts'
import { type RatingRow, tables } from '../generated/tables.ts'
import { byKey } from '../loaders/byKey.ts'
import { existing } from '../loaders/existing.ts'
import { valueByKey } from '../loaders/valueByKey.ts'
import { connectionLoader } from '../pagination/connection.ts'
import { orderBy } from '../pagination/orderKey.ts'

const ratingsBy = (connection: string, parent: 'authorId' | 'buildingId' | 'spaceId') =>
  connectionLoader<RatingRow, object>(
    connection,
    () => ({
      columns: allColumns(tables.Rating),
      from: sql`ratings t`,
      where: [],
      orderBy: [orderBy(tables.Rating, 'createdAt', 'DESC'), orderBy(tables.Rating, 'id', 'DESC')],
    }),
    column(tables.Rating, parent),
  )

export const loaders = {
  rating: byKey(tables.Rating, 'id'),
  ratingsByBuilding: ratingsBy('Building.ratings', 'buildingId'),
  ratingsBySpace: ratingsBy('Space.ratings', 'spaceId'),
  ratingsByUser: ratingsBy('User.ratings', 'authorId'),
  ratingSummaryByBuilding: valueByKey<{ building: number }, RatingSummary>(
    { building: 'int4' },
    ratingSummary(raw('r.building_id = k.building')),
  ),
  ratingSummaryBySpace: valueByKey<{ space: number }, RatingSummary>(
    { space: 'int4' },
    ratingSummary(raw('r.space_id = k.space')),
  ),
}

export const resolvers: Resolvers = {
  Rating: {
    author: ({ authorId }, _, { loaders }) => (authorId === null ? null : loaders.user.load(authorId)),
    subject: async ({ buildingId, spaceId }, _, { loaders }) => {
      if (buildingId !== null)
        return { __typename: 'Building' as const, ...(await existing(loaders.building, buildingId)) }
      if (spaceId !== null) return typedSpace(await existing(loaders.space, spaceId))
      throw new Error('A rating is of a building or of a room.')
    },
  },
}

function ratingSummary(ofSubject: Sql): Sql {
  return sql`(
    select json_build_object(
      'average', avg(r.score)::float8,
      'count', count(*),
      'histogram', json_build_array(${raw([1, 2, 3, 4, 5].map((score) => `count(*) filter (where r.score = ${score})`).join(', '))})
    ) from ratings r where ${ofSubject}
  )`
}
