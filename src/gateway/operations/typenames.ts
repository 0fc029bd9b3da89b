/**
 * `__typename` where a client's own cache needs it, added as Apollo Client's `addTypenameToDocument` and urql's
 * `formatDocument` add it: last in every selection set but an operation's own. So a client that adds it by itself sends
 * the registered text. A client that sends the registered text as it is gets what its cache needs.
 */
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

/** Gives back the same document where nothing is to be added. */
export const addTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: {
      leave: (node, _key, parent) => (isOfOperation(parent) || hasTypename(node) ? undefined : withTypename(node)),
    },
  })

/** The document without each `__typename` that `addTypenames` could have added. */
export const withoutTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: {
      leave(node, _key, parent) {
        const selections = node.selections.filter((selection) => !isAdded(selection))
        return isOfOperation(parent) || selections.length === 0 ? undefined : { ...node, selections }
      },
    },
  })

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

const withTypename = (node: SelectionSetNode): SelectionSetNode => ({
  ...node,
  selections: [...node.selections, typename],
})

/** Apollo adds none beside a field of introspection either, under whatever alias. */
const hasTypename = ({ selections }: SelectionSetNode): boolean =>
  selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'))

const isAdded = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD &&
  selection.name.value === '__typename' &&
  selection.alias === undefined &&
  (selection.directives ?? []).length === 0

const isOfOperation = (parent: unknown): parent is OperationDefinitionNode =>
  typeof parent === 'object' && parent !== null && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
