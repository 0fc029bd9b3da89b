/**
 * What a purge by hand must write to reach every answer, as the triggers do: an answer of very many rows has only the
 * `any` tag of their type, and one of few rows has the `bulk` tag beside the rows' own.
 */
import { generalKinds, type Tag } from './tag.ts'
import type { TagMap } from './tagMap.ts'

/** The tag itself, and those that stand in its place. */
export function purgeTags(map: TagMap, tag: Tag): Tag[] {
  const type = map.typeOf(tag.kind)
  if (type !== undefined) return [tag, map.anyOf(type)]
  const whole = Object.keys(map.typeNumbers).find((name) => isWhole(tag) && map.typeNumbers[name] === tag.id)
  return whole === undefined ? [tag] : [map.anyOf(whole), map.bulkOf(whole)]
}

const isWhole = ({ kind }: Tag): boolean => kind === generalKinds.any || kind === generalKinds.bulk
