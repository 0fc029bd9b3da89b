/**
 * What a purge by hand must write so that it misses nobody, as the triggers do: an answer of very many rows has only the
 * `any` tag of their type, and one of few rows has the `bulk` tag beside the rows' own.
 */

import { generalKinds, type TypeName, typeNumbers } from '../../campus/cacheTags.ts'
import { anyOf, bulkOf, type Tag, typeOf } from './tag.ts'

/** The tag itself, and those that stand in its place. */
export function purgeTags(tag: Tag): Tag[] {
  const type = typeOf(tag.kind)
  if (type !== undefined) return [tag, anyOf(type)]
  const whole = Object.keys(typeNumbers).find((name) => isWhole(tag) && typeNumbers[name as TypeName] === tag.id)
  return whole === undefined ? [tag] : [anyOf(whole as TypeName), bulkOf(whole as TypeName)] // keys of typeNumbers
}

const isWhole = ({ kind }: Tag): boolean => kind === generalKinds.any || kind === generalKinds.bulk
