/** What people think of a place, from how many gave it each score: less work for PostgreSQL than the summary itself. */
import { raw, type Sql, sql } from '../../gateway/database/sql.ts'
import type { RatingSummary } from '../../generated/graphql.ts'

export interface Scores {
  /** How many ratings have each score, from 1 to 5 */
  histogram: number[]
}

/** @param ofSubject a condition on the ratings, which are called `r` */
export function countScores(ofSubject: Sql): Sql {
  const counts = [1, 2, 3, 4, 5].map((score) => `count(*) filter (where r.score = ${score})`)
  return sql`select array[${raw(counts.join(', '))}]::int4[] as histogram from ratings r where ${ofSubject}`
}

export function ratingSummary({ histogram }: Scores): RatingSummary {
  let [count, total] = [0, 0]
  for (const [index, ratings] of histogram.entries()) {
    count += ratings
    total += ratings * (index + 1)
  }
  return { average: count === 0 ? null : total / count, count, histogram }
}
