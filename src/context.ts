import type { Viewer } from './accounts/rules.ts'
import type { Loaders } from './entities/index.ts'
import type { SqlMeter } from './loaders/scope.ts'

/** What the resolvers of one operation are given. */
export interface Context {
  viewer: Viewer
  loaders: Loaders
  /** What this operation took from the database so far */
  sql: SqlMeter
}
