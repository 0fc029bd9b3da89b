import { typedSpace } from '../campus/typeName.ts'
import type { Context } from '../context.ts'
import { badUserInput } from '../errors.ts'
import type { Resolvers, ResolversInterfaceTypes, ResolversTypes } from '../generated/graphql.ts'
import type { SpaceRow } from '../generated/tables.ts'
import { decodeGlobalId } from '../globalId.ts'
import type { Loader } from '../loaders/batched.ts'

type Loaders = Context['loaders']
type NodeRow = ResolversInterfaceTypes<ResolversTypes>['Node']

/** @param types the entities that have ids, by the names of their loaders */
export function nodeResolvers(types: ReadonlySet<string>): Resolvers {
  return {
    Query: {
      node: (_, { id }, { loaders }) => loadNode(types, id, loaders),
      // Each its own promise, so that one malformed id fails alone. An item may be null, which the generated type allows
      // outside a promise only.
      nodes: (_, { ids }, { loaders }) => ids.map((id) => loadNode(types, id, loaders) as Promise<NodeRow>),
    },
  }
}

async function loadNode(types: ReadonlySet<string>, globalId: string, loaders: Loaders): Promise<NodeRow | null> {
  const { type, id } = decodeGlobalId(globalId)
  const name = type.charAt(0).toLowerCase() + type.slice(1)
  if (!types.has(name)) throw badUserInput(`There is no type ${type}. Use the \`id\` of an object as it was given.`)
  // `types` holds just the names of loaders of rows by id.
  const row = await (loaders as unknown as Record<string, Loader<number, NodeRow | null>>)[name]?.load(id)
  if (row === null || row === undefined) return null
  const typed = { ...row, __typename: type }
  return type === 'Space' ? typedSpace(row as SpaceRow) : typed
}
