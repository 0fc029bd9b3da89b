import type { TagMap } from '../tags/tagMap.ts'
import { allRows } from './allRows.ts'
import { byFoldedName } from './byFoldedName.ts'
import { byKey } from './byKey.ts'
import { rowByKey } from './rowByKey.ts'
import { rowsByParent } from './rowsByParent.ts'
import { valueByKey } from './valueByKey.ts'

/** Every kind of loader, bound to the tags of an application. */
export const bindLoaders = <Tag extends string>(tags: TagMap<Tag>) => ({
  allRows: allRows(tags),
  byFoldedName: byFoldedName(tags),
  byKey: byKey(tags),
  rowByKey: rowByKey(tags),
  rowsByParent: rowsByParent(tags),
  valueByKey: valueByKey(tags),
})
