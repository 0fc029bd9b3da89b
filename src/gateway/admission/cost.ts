/**
 * What an operation may cost at most, known before it runs: one for each object of its answer, times the page sizes
 * above it, and the weights of its fields. A list without a size counts as 20. The walk also counts leaf values, how
 * much of the schema is asked for, and the uses of fields with a limit of uses. It finds page arguments that cannot be
 * served, because the cost depends on them.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { clientError } from '../errors/errors.ts'
import { defaultPageSize, pageArgumentsError } from '../pagination/pageWindow.ts'
import type { Variables } from '../types.ts'
import { argumentOf, isIncluded } from './argumentValues.ts'
import { fieldLimits, type MaxUses } from './fieldLimits.ts'
import { countIntrospection } from './introspection.ts'

export interface OperationToAdmit {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced, with defaults */
  variables: Variables
}

export interface Cost {
  /** Objects, and what weighs more than its objects */
  objects: number
  /** Leaf values */
  values: number
  /** Objects and values of the schema itself */
  introspection: number
  /** By the coordinate of the field */
  uses: ReadonlyMap<string, Uses>
}

export interface Uses {
  count: number
  max: MaxUses
}

/** The operation has few enough selections to walk them all: `expand` has counted them. */
export function costOf(toAdmit: OperationToAdmit, maxPageSize: number): Cost {
  const cost = { objects: 0, values: 0, introspection: 0, uses: new Map<string, Uses>() }
  const root = toAdmit.schema.getRootType(toAdmit.operation.operation)
  if (!root) return cost
  const walk: Walk = { ...toAdmit, maxPageSize, cost }
  walkSelections(walk, toAdmit.operation.selectionSet, { type: root.name, ...topOfAnswer })
  return cost
}

interface Walk extends OperationToAdmit {
  maxPageSize: number
  cost: { objects: number; values: number; introspection: number; uses: Map<string, Uses> }
}

/** Where the walk is: in the fields of this type, which stands in the answer this many times. */
interface Parent {
  type: string
  times: number
  /** Page size of its items, if it is a connection */
  pageSize: number
  /** What its `totalCount` weighs, if it is a connection */
  totalCount: number
}

const topOfAnswer = { times: 1, pageSize: defaultPageSize, totalCount: 0 }

/** Beyond any limit, but still a number to add and multiply: infinity times an empty page would be NaN. */
const most = Number.MAX_SAFE_INTEGER
const multiplied = (a: number, b: number): number => Math.min(most, a * b)

function walkSelections(walk: Walk, { selections }: SelectionSetNode, parent: Parent): void {
  for (const node of selections) walkSelection(walk, node, parent)
}

function walkSelection(walk: Walk, node: SelectionNode, parent: Parent): void {
  if (!isIncluded(node, walk.variables)) return
  if (node.kind === Kind.FIELD) {
    walkField(walk, node, parent)
    return
  }
  const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : walk.fragments.get(node.name.value)
  if (fragment === undefined) return
  const type = fragment.typeCondition?.name.value ?? parent.type
  walkSelections(walk, fragment.selectionSet, { ...parent, type })
}

function walkField(walk: Walk, node: FieldNode, parent: Parent): void {
  const { cost } = walk
  const field = fieldOf(walk.schema, parent.type, node.name.value)
  if (node.selectionSet === undefined) add(cost, 'values', parent.times)
  if (field === undefined) {
    cost.introspection = countIntrospection(walk, node, cost.introspection)
    return
  }
  const limits = fieldLimits(walk.schema, field)
  if (limits.maxUses !== undefined) noteUse(walk, `${parent.type}.${field.name}`, limits.maxUses)
  const weight = field.name === 'totalCount' ? limits.weight + parent.totalCount : limits.weight
  add(cost, 'objects', multiplied(parent.times, weight))
  if (node.selectionSet === undefined) return
  const pageSize = isConnection(field) ? checkedPageSize(walk, node) : defaultPageSize
  const items = isListType(getNullableType(field.type)) ? listLength(walk, node, parent) : 1
  const times = multiplied(parent.times, items)
  add(cost, 'objects', times)
  const type = getNamedType(field.type).name
  walkSelections(walk, node.selectionSet, { type, times, pageSize, totalCount: limits.totalCount })
}

function add(cost: Walk['cost'], what: 'objects' | 'values', number: number): void {
  cost[what] = Math.min(most, cost[what] + number)
}

function noteUse({ cost: { uses } }: Walk, coordinate: string, max: MaxUses): void {
  uses.set(coordinate, { count: (uses.get(coordinate)?.count ?? 0) + 1, max })
}

/** Undefined for `__schema`, `__type` and `__typename`, which are not among a type's own fields. */
function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(typeName)
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}

const isConnection = (field: GraphQLField<unknown, unknown>): boolean => field.args.some(({ name }) => name === 'first')

function checkedPageSize({ variables, maxPageSize }: Walk, node: FieldNode): number {
  const args = { first: argumentOf(node, 'first', variables), last: argumentOf(node, 'last', variables) }
  const error = pageArgumentsError(args, maxPageSize)
  if (error !== undefined) throw error
  return Number(args.first ?? args.last ?? defaultPageSize)
}

/** The length of a list: the page size of a connection, the number of ids that are asked for, or 20. */
function listLength({ variables, maxPageSize }: Walk, node: FieldNode, parent: Parent): number {
  const ids = argumentOf(node, 'ids', variables)
  if (!Array.isArray(ids)) return parent.pageSize
  if (ids.length > maxPageSize) {
    throw clientError(
      'PAGE_SIZE_EXCEEDED',
      `\`ids\` are ${ids.length}; at most ${maxPageSize} can be asked for at once.`,
    )
  }
  return ids.length
}
