/**
 * The directives that a schema carries on what clients send: arguments, input types and their fields, enums and their
 * values, scalars. There a directive may refuse what was right, such as a text that is longer than its limit, so it
 * belongs to what clients rely on. Directives on what is answered (how long the gateway keeps it, what it costs) are
 * the server's own: clients neither see them nor send anything otherwise because of them, and the cost that an
 * operation may have is a setting, not a part of the schema.
 */
import {
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLSchema,
  getArgumentValues,
  type InputValueDefinitionNode,
  Kind,
} from 'graphql'

export interface DirectiveUse {
  /** Without the `@` */
  name: string
  /** Those that are left out have their default value. */
  values: Readonly<Record<string, unknown>>
}

type Carrier = ASTNode & { readonly directives?: readonly ConstDirectiveNode[] | undefined }

/** By coordinate, those that the elements of the schema carry, in the order in which they are written. */
export function directiveNodes(schema: GraphQLSchema): Map<string, ConstDirectiveNode[]> {
  const found = new Map<string, ConstDirectiveNode[]>()
  for (const [coordinate, { directives = [] }] of definitionsOf(schema).flatMap(elementsSent)) {
    found.set(coordinate, [...(found.get(coordinate) ?? []), ...directives])
  }
  return found
}

/** Gives the values, by the schema's definition of the directive. */
export function readUse(node: ConstDirectiveNode, schema: GraphQLSchema): DirectiveUse {
  const name = node.name.value
  const directive = schema.getDirective(name)
  return { name, values: directive ? getArgumentValues(directive, node) : {} }
}

/** What clients send of what is defined here, each with its coordinate. */
export function elementsSent(definition: DefinitionNode): [string, Carrier][] {
  switch (definition.kind) {
    case Kind.DIRECTIVE_DEFINITION:
      return argumentsOf(`@${definition.name.value}`, definition.arguments)
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return (definition.fields ?? []).flatMap((field) =>
        argumentsOf(`${definition.name.value}.${field.name.value}`, field.arguments),
      )
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return withMembers(definition, definition.fields)
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return withMembers(definition, definition.values)
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return [[definition.name.value, definition]]
    default:
      return []
  }
}

type Named = Carrier & { readonly name: { readonly value: string } }

const argumentsOf = (of: string, nodes: readonly InputValueDefinitionNode[] = []): [string, Carrier][] =>
  nodes.map((node) => [`${of}(${node.name.value}:)`, node])

const withMembers = (definition: Named, members: readonly Named[] = []): [string, Carrier][] => [
  [definition.name.value, definition],
  ...members.map((node): [string, Carrier] => [`${definition.name.value}.${node.name.value}`, node]),
]

function definitionsOf(schema: GraphQLSchema): DefinitionNode[] {
  const types = Object.values(schema.getTypeMap()).flatMap(({ astNode, extensionASTNodes }) => [
    astNode,
    ...extensionASTNodes,
  ])
  const directives = schema.getDirectives().map(({ astNode }) => astNode)
  return [...types, ...directives].filter((node) => node !== undefined && node !== null)
}
