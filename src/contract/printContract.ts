/**
 * A schema as clients rely on it: what introspection shows, and the directives on what they send. Any other directive
 * is the server's own and left out, as `printSchema` leaves out all but GraphQL's own.
 */
import { type ASTNode, type GraphQLSchema, Kind, parse, print, printSchema, specifiedDirectives } from 'graphql'
import { directiveNodes, elementsSent } from './directiveUses.ts'

export function printContract(schema: GraphQLSchema): string {
  const printed = printSchema(schema)
  const texts = ownDirectives(schema)
  const elements = parse(printed).definitions.flatMap(elementsSent)
  // From the end, so that what is put in moves no place that is still to come.
  return elements
    .map(([coordinate, node]) => ({ end: endOfHead(node), text: texts.get(coordinate) ?? '' }))
    .sort((one, other) => other.end - one.end)
    .reduce((text, { end, text: added }) => text.slice(0, end) + added + text.slice(end), printed)
}

/** By coordinate, as they are written behind the element. */
function ownDirectives(schema: GraphQLSchema): Map<string, string> {
  return new Map(
    [...directiveNodes(schema)].map(([coordinate, nodes]) => {
      const own = nodes.filter(({ name }) => !printedAnyway.has(name.value))
      return [coordinate, own.map((node) => ` ${print(node)}`).join('')]
    }),
  )
}

const printedAnyway = new Set(specifiedDirectives.map(({ name }) => name))

/** Where a directive of the element goes: of a type with members before these, else behind all of it. */
function endOfHead(node: ASTNode): number {
  const hasMembers = node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION
  return (hasMembers ? node.name : node).loc?.end ?? 0
}
