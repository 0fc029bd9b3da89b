/** Counts and averages as subqueries of the one statement. */

import type { PgSelectSingleStep } from 'postgraphile/@dataplan/pg'
import { TYPES } from 'postgraphile/@dataplan/pg'
import { sql } from 'postgraphile/pg-sql2'
import { extendSchema, gql } from 'postgraphile/utils'

const countOf = (kind: string) => ($building: PgSelectSingleStep) =>
  $building.select(
    sql`(select count(*)::int4 from public.spaces s where s.building_id = ${$building.getClassStep().alias}.id and s.kind = ${sql.literal(kind)})`,
    TYPES.int,
  )

export const computed = extendSchema(() => ({
  typeDefs: gql`
    extend type Building {
      classrooms: Int!
      laboratories: Int!
      offices: Int!
    }
    extend type Space {
      ratingAverage: Float
      ratingCount: Int!
    }
  `,
  objects: {
    Building: {
      plans: {
        classrooms: countOf('CLASSROOM'),
        laboratories: countOf('LABORATORY'),
        offices: countOf('OFFICE'),
      },
    },
    Space: {
      plans: {
        ratingAverage: ($space: PgSelectSingleStep) =>
          $space.select(
            sql`(select avg(r.score)::float8 from public.ratings r where r.space_id = ${$space.getClassStep().alias}.id)`,
            TYPES.float,
          ),
        ratingCount: ($space: PgSelectSingleStep) =>
          $space.select(
            sql`(select count(*)::int4 from public.ratings r where r.space_id = ${$space.getClassStep().alias}.id)`,
            TYPES.int,
          ),
      },
    },
  },
}))
