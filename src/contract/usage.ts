/**
 * Which operations use an element of a schema. It would rather name one operation too many. An operation that takes an
 * input type counts as using all its fields, and one that reads an enum counts as using all its values, because
 * variables and answers may hold any of them.
 */
import { type Change, ChangeType } from '@graphql-inspector/core'
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  Kind,
  resolveSchemaCoordinate,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { coordinateOf, parentOf } from './coordinate.ts'
import type { Operation } from './report.ts'
import { isInterfaceAdded } from './severity.ts'

/** Gives the names of the operations that use an element of the published schema, as the functions below name one. */
export function createUsage(operations: readonly Operation[], published: GraphQLSchema): (element: string) => string[] {
  const usage = operations.map(({ name, document }) => ({ name, used: coordinatesIn(document, published) }))
  return (element) => usage.filter(({ used }) => used.has(element)).map(({ name }) => name)
}

/**
 * The coordinate of `coordinatesIn` that finds the operations that a change concerns: for a new element, the element
 * that it is in.
 */
export function concernedElement(change: Change, published: GraphQLSchema): string {
  if (isInterfaceAdded(change)) return change.meta.addedInterfaceName
  const coordinate = coordinateOf(change)
  const parent = parentOf(coordinate)
  if (parent === undefined || argumentsRemoved.has(change.type)) return coordinate
  // A change of an argument also concerns operations that leave it out, but its removal does not.
  return resolveSchemaCoordinate(published, coordinate)?.kind === 'Field' ? coordinate : parent
}

const argumentsRemoved = new Set<string>([ChangeType.FieldArgumentRemoved, ChangeType.DirectiveArgumentRemoved])

/** The coordinate of `coordinatesIn` by which an argument, an input field or an enum's value is sent. */
export const elementSent = (coordinate: string): string =>
  coordinate.endsWith(')') ? coordinate : (parentOf(coordinate) ?? coordinate)

/** The coordinates of the types, fields, arguments and directives that the document touches. */
function coordinatesIn(document: DocumentNode, schema: GraphQLSchema): Set<string> {
  const used = new Set<string>()
  const info = new TypeInfo(schema)
  const touch = (type: GraphQLType | null | undefined) => touchType(type, used)
  visit(
    document,
    visitWithTypeInfo(info, {
      [Kind.NAMED_TYPE]: ({ name }) => touch(schema.getType(name.value)),
      [Kind.DIRECTIVE]: ({ name }) => void used.add(`@${name.value}`),
      [Kind.FIELD]({ name }) {
        touch(info.getType())
        for (const parent of parentNames(info, schema)) used.add(`${parent}.${name.value}`)
      },
      [Kind.ARGUMENT]({ name }) {
        touch(info.getArgument()?.type)
        const directive = info.getDirective()?.name
        if (directive !== undefined) return void used.add(`@${directive}(${name.value}:)`)
        const field = info.getFieldDef()?.name
        for (const parent of parentNames(info, schema)) used.add(`${parent}.${field}(${name.value}:)`)
      },
    }),
  )
  return used
}

/** Adds an input type together with the types of all its fields. */
function touchType(type: GraphQLType | null | undefined, used: Set<string>): void {
  const named: GraphQLNamedType | undefined = getNamedType(type)
  if (named === undefined || used.has(named.name)) return
  used.add(named.name)
  if (!isInputObjectType(named)) return
  for (const field of Object.values(named.getFields())) touchType(field.type, used)
}

/** An operation may read a field of an interface from every type that implements it. */
function parentNames(info: TypeInfo, schema: GraphQLSchema): string[] {
  const parent = info.getParentType()
  if (!parent) return []
  const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : []
  return [parent, ...possible].map(({ name }) => name)
}
