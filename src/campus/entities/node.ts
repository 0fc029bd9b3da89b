import { badUserInput } from '../../gateway/errors/errors.ts'
import type { Loader } from '../../gateway/loaders/batched.ts'
import { Pending } from '../../gateway/loaders/pending.ts'
import { decodeGlobalId } from '../../gateway/schema/globalId.ts'
import type { Resolvers, ResolversInterfaceTypes, ResolversTypes } from '../../generated/graphql.ts'
import type { SpaceRow } from '../../generated/tables.ts'
import type { Context } from '../context.ts'
import { typedSpace } from '../places/typeName.ts'

type Loaders = Context['loaders']
type NodeRow = ResolversInterfaceTypes<ResolversTypes>['Node']
type ById = Record<string, Loader<number, NodeRow | null>>

/** @param types the entities that have ids, by the names of their loaders */
export function nodeResolvers(types: ReadonlySet<string>): Resolvers {
  return {
    Query: {
      node: (_, { id }, { loaders }) => loadNode(types, id, loaders),
      // Each id is decoded on its own, so that one malformed id fails alone.
      nodes: (_, { ids }, { loaders }) => ids.map((id) => settled(() => loadNode(types, id, loaders))),
    },
  }
}

function loadNode(types: ReadonlySet<string>, globalId: string, loaders: Loaders): Pending<NodeRow | null> {
  const { type, id } = decodeGlobalId(globalId)
  const name = type.charAt(0).toLowerCase() + type.slice(1)
  if (!types.has(name)) throw badUserInput(`There is no type ${type}. Use the \`id\` of an object as it was given.`)
  const loader = (loaders as unknown as ById)[name] // `types` holds just the names of loaders of rows by id
  if (loader === undefined) throw new Error(`There is no loader ${name}.`)
  return loader.load(id).map((row) => {
    if (row === null) return null
    return type === 'Space' ? typedSpace(row as SpaceRow) : { ...row, __typename: type }
  })
}

/** An item may be null, but the generated type allows null only outside a promise. */
function settled(load: () => Pending<NodeRow | null>): Pending<NodeRow> {
  try {
    return load() as Pending<NodeRow>
  } catch (error) {
    const failed = new Pending<NodeRow>()
    failed.fail(error)
    return failed
  }
}
