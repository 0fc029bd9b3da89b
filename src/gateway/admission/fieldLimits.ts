/** What the SDL says of a field's weight and of how often it may be asked for: `@cost` and `@maxUses`. */
import { type GraphQLField, type GraphQLSchema, getDirectiveValues } from 'graphql'

type Field = GraphQLField<unknown, unknown>

export interface FieldLimits {
  /** Added to the cost each time the field is asked for */
  weight: number
  /** Added where the client asks for `totalCount` of the connection that the field answers */
  totalCount: number
  maxUses: MaxUses | undefined
}

export interface MaxUses {
  operation: number
  request: number
}

/** Read once, because a field of a schema never changes. */
const known = new WeakMap<Field, FieldLimits>()

export function fieldLimits(schema: GraphQLSchema, field: Field): FieldLimits {
  const before = known.get(field)
  if (before !== undefined) return before
  const limits = readLimits(schema, field)
  known.set(field, limits)
  return limits
}

function readLimits(schema: GraphQLSchema, { astNode }: Field): FieldLimits {
  if (!astNode?.directives?.length) return none
  const [cost, maxUses] = [schema.getDirective('cost'), schema.getDirective('maxUses')]
  const { weight = 0, totalCount = 0 } = (cost && getDirectiveValues(cost, astNode)) ?? {}
  const uses = maxUses && getDirectiveValues(maxUses, astNode)
  return {
    weight: Number(weight),
    totalCount: Number(totalCount),
    maxUses: uses ? { operation: Number(uses.operation), request: Number(uses.request) } : undefined,
  }
}

const none: FieldLimits = { weight: 0, totalCount: 0, maxUses: undefined }
