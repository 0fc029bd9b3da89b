/** Every entity, once. Its name is that of its SDL file, of its file here, and of the loader of its rows by id. */

import { type LoadersOf, loaderFactory } from '../../gateway/loaders/createLoaders.ts'
import type { Resolvers } from '../../generated/graphql.ts'
import type { Rules } from '../accounts/rules.ts'
import * as account from './account.ts'
import * as auditEntry from './auditEntry.ts'
import * as booking from './booking.ts'
import * as building from './building.ts'
import * as classSession from './classSession.ts'
import * as course from './course.ts'
import { nodeResolvers } from './node.ts'
import * as rating from './rating.ts'
import * as search from './search.ts'
import * as space from './space.ts'
import * as term from './term.ts'
import * as user from './user.ts'

const entities = { account, auditEntry, booking, building, classSession, course, rating, search, space, term, user }

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer All) => void
  ? All
  : never
type Definitions = Intersection<(typeof entities)[keyof typeof entities]['loaders']>
export type Loaders = LoadersOf<Definitions>

// The compiler does not follow the spread of a list; the type above says the same.
const definitions = Object.assign({}, ...Object.values(entities).map(({ loaders }) => loaders)) as Definitions

export const createLoaders = loaderFactory(definitions)

const nodeTypes = new Set(Object.entries(entities).flatMap(([name, { loaders }]) => (name in loaders ? [name] : [])))

export const resolvers: Resolvers[] = [
  nodeResolvers(nodeTypes),
  ...Object.values(entities).map(({ resolvers }) => resolvers),
]

// A rule is only ever given rows of the type under whose name it stands.
export const rules = Object.values(entities).flatMap((entity) =>
  'rules' in entity ? [entity.rules as Rules<never>] : [],
)
