import { columnsOf } from '../../gateway/database/columns.ts'
import { column, raw, sql } from '../../gateway/database/sql.ts'
import { loadRequired } from '../../gateway/loaders/loadRequired.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { Resolvers } from '../../generated/graphql.ts'
import { type RatingRow, tables } from '../../generated/tables.ts'
import { type Rules, signedIn } from '../accounts/rules.ts'
import { byKey, connectionLoader, rowByKey } from '../loaders.ts'
import { emptyPayload, requireViewer, runMutation } from '../mutation.ts'
import { deleteRating, rate } from '../places/rate.ts'
import { countScores, type Scores } from '../places/ratingSummary.ts'
import { typedSpace } from '../places/typeName.ts'

const columns = columnsOf(tables.Rating)

const ratingsBy = (connection: string, parent: 'authorId' | 'buildingId' | 'spaceId') =>
  connectionLoader<RatingRow, object>(
    connection,
    () => ({
      columns,
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
  scoresByBuilding: rowByKey<{ building: number }, Scores>(
    { building: 'int4' },
    [['Building.ratings', ({ building }) => building]],
    countScores(raw('r.building_id = k.building')),
  ),
  scoresBySpace: rowByKey<{ space: number }, Scores>(
    { space: 'int4' },
    [['Space.ratings', ({ space }) => space]],
    countScores(raw('r.space_id = k.space')),
  ),
}

export const rules: Rules<unknown> = { Mutation: { rate: signedIn, deleteRating: signedIn } }

export const resolvers: Resolvers = {
  Mutation: {
    rate: (_, { input }, context) =>
      runMutation<number, { rating: RatingRow | null }>(context, {
        refused: { rating: null },
        work: () => context.transact((tx) => rate(tx, input, requireViewer(context))),
        read: async (id) => ({ rating: await context.loaders.rating.load(id) }),
      }),
    deleteRating: (_, { input }, context) => {
      const id = decodeIdOf('Rating', input.rating)
      return runMutation(context, {
        ...emptyPayload,
        work: () => context.transact((tx) => deleteRating(tx, id, requireViewer(context))),
      })
    },
  },
  Rating: {
    author: ({ authorId }, _, { loaders }) => (authorId === null ? null : loaders.user.load(authorId)),
    subject: ({ buildingId, spaceId }, _, { loaders }) => {
      if (buildingId !== null) {
        return loadRequired(loaders.building, buildingId).map((row) => ({ __typename: 'Building' as const, ...row }))
      }
      if (spaceId !== null) return loadRequired(loaders.space, spaceId).map(typedSpace)
      throw new Error('A rating is of a building or of a room.')
    },
  },
}
