/**
 * How long texts and lists in arguments may be, as `@constraint` in the SDL says, in literals and in variables alike.
 * The size of all arguments together is bounded too. A value that is used n times counts n times, because one long
 * variable in hundreds of fields is read hundreds of times.
 */

import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { hasVariable } from '../analysis/hasVariable.ts'
import { badUserInput, clientError } from '../errors/errors.ts'
import type { Variables } from '../types.ts'
import { variableValue } from './argumentValues.ts'
import type { Definition, Fragments } from './expansion.ts'

/** Characters of texts, and items of lists, in all arguments of an operation. No screen gives a tenth of it. */
const maxCharacters = 200_000

/** Throws BAD_USER_INPUT for a value that is too long, OPERATION_TOO_COSTLY if all values together are too much. */
export type CheckSizes = (variables: Variables) => void

export interface OperationToMeasure {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: Fragments
  /** How often each definition stands in the operation */
  times: ReadonlyMap<Definition, number>
}

type Input = GraphQLArgument | GraphQLInputField

interface Use {
  node: ValueNode
  input: Input
  times: number
}

/** Measures every value without a variable now. */
export function argumentSizes(toMeasure: OperationToMeasure): CheckSizes {
  const { schema } = toMeasure
  const sum = (uses: readonly Use[], variables: Variables) =>
    uses.reduce((total, { node, input, times }) => {
      const place = { schema, input, type: input.type, path: input.name, variables }
      return total + times * sizeOfNode(node, place)
    }, 0)
  const uses = usesIn(toMeasure)
  const varying = uses.filter(({ node }) => hasVariable(node))
  const fixed = sum(
    uses.filter(({ node }) => !hasVariable(node)),
    {},
  )
  return (variables) => {
    const characters = fixed + sum(varying, variables)
    if (!(characters <= maxCharacters)) throw tooMuch(characters)
  }
}

function usesIn({ schema, operation, fragments, times }: OperationToMeasure): Use[] {
  const uses: Use[] = []
  for (const definition of [operation, ...fragments.values()]) {
    const often = times.get(definition)
    if (often === undefined) continue
    const type =
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? schema.getType(definition.typeCondition.name.value)
        : schema.getRootType(definition.operation)
    forEachField(schema, { set: definition.selectionSet, type }, (field, node) => {
      for (const { name, value } of node.arguments ?? []) {
        const input = field.args.find((candidate) => candidate.name === name.value)
        if (input && isMeasured(input.type)) uses.push({ node: value, input, times: often })
      }
    })
  }
  return uses
}

interface TypedSelections {
  set: SelectionSetNode
  type: GraphQLNamedType | null | undefined
}

/** Only fields of the definition itself, not those of fragments that it spreads. */
function forEachField(
  schema: GraphQLSchema,
  { set, type }: TypedSelections,
  found: (field: GraphQLField<unknown, unknown>, node: FieldNode) => void,
): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined
      if (field === undefined) continue
      found(field, node)
      if (node.selectionSet) forEachField(schema, { set: node.selectionSet, type: getNamedType(field.type) }, found)
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition && schema.getType(node.typeCondition.name.value)
      forEachField(schema, { set: node.selectionSet, type: condition ?? type }, found)
    }
  }
}

/** Where a value stands, which decides what may be there. */
interface Place {
  schema: GraphQLSchema
  input: Input
  type: GraphQLInputType
  path: string
  variables: Variables
}

/** The size of a value that stands in the operation. */
function sizeOfNode(value: ValueNode, place: Place): number {
  if (value.kind === Kind.VARIABLE) return sizeOf(variableValue(place.variables, value.name.value), place)
  const type = getNullableType(place.type)
  if (value.kind === Kind.LIST && isListType(type)) {
    assertItems(value.values.length, place)
    return value.values.reduce((sum, item) => sum + 1 + sizeOfNode(item, { ...place, type: type.ofType }), 0)
  }
  if (value.kind === Kind.OBJECT) {
    return value.fields.reduce((sum, { name, value: member }) => {
      const at = memberOf(place, name.value)
      return at === undefined ? sum : sum + sizeOfNode(member, at)
    }, 0)
  }
  return 'value' in value ? sizeOf(value.value, place) : 0
}

/** The size of a coerced value, which is of its type. */
function sizeOf(value: unknown, place: Place): number {
  if (typeof value === 'string') {
    assertLength(value, place)
    return value.length
  }
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) {
    assertItems(value.length, place)
    const type = getNullableType(place.type)
    const item = { ...place, type: isListType(type) ? type.ofType : type }
    return value.reduce((sum: number, one) => sum + 1 + sizeOf(one, item), 0)
  }
  return Object.entries(value).reduce((sum, [name, member]) => {
    const at = memberOf(place, name)
    return at === undefined ? sum : sum + sizeOf(member, at)
  }, 0)
}

function memberOf(place: Place, name: string): Place | undefined {
  const type = objectIn(place.type)
  const input = isInputObjectType(type) ? type.getFields()[name] : undefined
  return input && { ...place, input, type: input.type, path: `${place.path}.${name}` }
}

/** A single thing stands for a list of it. */
function objectIn(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type)
  return isListType(nullable) ? objectIn(nullable.ofType) : nullable
}

function assertLength(value: string, { schema, input, path }: Place): void {
  const { maxLength } = constraintOf(schema, input)
  // Characters as people count them are at most as many.
  const length = value.length <= maxLength || value.length > 2 * maxLength ? value.length : [...value].length
  if (length > maxLength) throw badUserInput(`\`${path}\` may have ${maxLength} characters; it has ${length}.`)
}

function assertItems(count: number, { schema, input, path }: Place): void {
  const { maxItems } = constraintOf(schema, input)
  if (count > maxItems) throw badUserInput(`\`${path}\` may have ${maxItems} items; it has ${count}.`)
}

interface Constraint {
  maxLength: number
  maxItems: number
}

/** Read once, because an argument of a schema never changes. */
const constraints = new WeakMap<Input, Constraint>()

function constraintOf(schema: GraphQLSchema, input: Input): Constraint {
  const known = constraints.get(input)
  if (known !== undefined) return known
  const directive = schema.getDirective('constraint')
  const { maxLength, maxItems } = (directive && input.astNode && getDirectiveValues(directive, input.astNode)) ?? {}
  const constraint = { maxLength: limitOf(maxLength), maxItems: limitOf(maxItems) }
  constraints.set(input, constraint)
  return constraint
}

const limitOf = (value: unknown): number => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY)

/** Numbers and names of enums are short; times are as long as their form. */
function isMeasured(type: GraphQLInputType): boolean {
  const nullable = getNullableType(type)
  return isListType(nullable) || isInputObjectType(nullable) || ['String', 'ID'].includes(String(nullable))
}

const tooMuch = (characters: number) =>
  clientError(
    'OPERATION_TOO_COSTLY',
    `The arguments of the operation are ${characters} characters, each counted as often as it is used; ${maxCharacters} are the most. Send several operations.`,
    { extensions: { characters, maxCharacters } },
  )
