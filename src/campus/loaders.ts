/** The engine's loaders for this application: the compiler checks the names of their tags and who their viewer is. */
import { bindLoaders } from '../gateway/loaders/bindLoaders.ts'
import { bindConnections } from '../gateway/pagination/connection.ts'
import type { Selection as AnySelection } from '../gateway/pagination/source.ts'
import { type TagName, tagMap } from './cacheTags.ts'
import type { Viewer } from './viewer.ts'

export const { allRows, byFoldedName, byKey, rowByKey, rowsByParent, valueByKey } = bindLoaders(tagMap)
export const connectionLoader = bindConnections<TagName, Viewer>(tagMap)

export type Selection = AnySelection<TagName>
