/** A person has one rating for each subject: rating again changes it, and makes it the newest. Throws a Refusal. */

import { brokenConstraint, databaseCode } from '../../gateway/database/writeError.ts'
import { badUserInput, unauthenticated } from '../../gateway/errors/errors.ts'
import { decodeGlobalId } from '../../gateway/schema/globalId.ts'
import type { RateInput } from '../../generated/graphql.ts'
import type { Transaction } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import type { Person } from '../viewer.ts'
import { checkedProse } from './text.ts'

const maxComment = 2000

/** Gives the id of the rating. */
export async function rate(tx: Transaction, { subject, score, comment }: RateInput, author: Person): Promise<number> {
  const { type, id } = decodeGlobalId(subject)
  if (type !== 'Building' && type !== 'Space') throw badUserInput('Only buildings and rooms are rated.')
  if (score < 1 || score > 5) throw new Refusal('INVALID_INPUT', `A score is 1 to 5, not ${score}.`, 'score')
  const words = comment == null || comment.trim() === '' ? null : checkedProse(comment, 'comment', maxComment)
  const [buildingId, spaceId] = type === 'Building' ? [id, null] : [null, id]
  try {
    const [rating] =
      type === 'Building'
        ? await tx.$queryRaw<{ id: number }[]>`
            insert into ratings (author_id, building_id, score, comment) values (${author.id}, ${buildingId}, ${score}, ${words})
            on conflict (author_id, building_id) do update set score = excluded.score, comment = excluded.comment, created_at = now()
            returning id`
        : await tx.$queryRaw<{ id: number }[]>`
            insert into ratings (author_id, space_id, score, comment) values (${author.id}, ${spaceId}, ${score}, ${words})
            on conflict (author_id, space_id) do update set score = excluded.score, comment = excluded.comment, created_at = now()
            returning id`
    if (rating === undefined) throw new Error('An upsert gives its row.')
    return rating.id
  } catch (error) {
    if (brokenConstraint(error) === 'ratings_author_id_fkey') throw unauthenticated()
    // The subject is a foreign key: PostgreSQL knows best whether it is there.
    throw databaseCode(error) === '23503'
      ? new Refusal('NOT_FOUND', 'There is no such building or room.', 'subject')
      : error
  }
}

/**
 * Deletes one's own rating, or as an admin any rating. For another person's rating the answer is the same as for a
 * missing one.
 */
export async function deleteRating(tx: Transaction, id: number, by: Person): Promise<void> {
  const where = by.role === 'ADMIN' ? { id } : { id, authorId: by.id }
  const { count } = await tx.rating.deleteMany({ where })
  if (count === 0) throw new Refusal('NOT_FOUND', 'There is no such rating of yours.', 'rating')
}
