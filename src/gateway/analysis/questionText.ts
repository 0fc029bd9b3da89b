/**
 * What an operation asks, as a text that is equal for equal questions. Names, white space and fragments' order of
 * variables do not count. Every argument is as execution would be given it, so that a default left out or written, a
 * literal or a variable are the same.
 */
import { hash } from 'node:crypto'
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Variables } from '../types.ts'

/** Throws the error of wrong arguments. */
export type ReadQuestion = (variables: Variables) => string

interface Asked {
  definition: GraphQLField<unknown, unknown> | GraphQLDirective
  node: FieldNode | DirectiveNode
}

export function questionText(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadQuestion {
  const own: DocumentNode = {
    ...document,
    definitions: document.definitions.filter((node) => node.kind !== Kind.OPERATION_DEFINITION || node === operation),
  }
  const asked = askedArguments(schema, own)
  const shape = hash('sha256', print(visit(own, withoutArguments)))
  return (variables) =>
    `${shape} ${JSON.stringify(asked.map(({ definition, node }) => getArgumentValues(definition, node, variables)))}`
}

/** Everything that takes arguments, in the order of the text, which is part of the shape. */
function askedArguments(schema: GraphQLSchema, document: DocumentNode): Asked[] {
  const asked: Asked[] = []
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const definition = typeInfo.getFieldDef()
        if (definition && definition.args.length > 0) asked.push({ definition, node })
      },
      Directive(node) {
        const definition = schema.getDirective(node.name.value)
        if (definition && isOfSelection(definition)) asked.push({ definition, node })
      },
    }),
  )
  return asked
}

const isOfSelection = ({ name }: GraphQLDirective): boolean => name === 'skip' || name === 'include'

const nothing: readonly ArgumentNode[] = []

const withoutArguments = {
  OperationDefinition: {
    leave: ({ name: _, variableDefinitions: __, directives: ___, ...node }: OperationDefinitionNode) => node,
  },
  Field: { leave: (node: FieldNode) => ({ ...node, arguments: nothing }) },
  Directive: { leave: (node: DirectiveNode) => ({ ...node, arguments: nothing }) },
}
