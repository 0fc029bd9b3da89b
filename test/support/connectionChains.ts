/**
 * Every way to nest so many connections that the schema allows, written as operations: between two connections there
 * may be a step to one thing or a short list (`space { … }`, `terms { … }`), which a loader of its own reads.
 */
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'

export interface Chain {
  /** Such as `Query.buildings > Building.spaces > Space.bookings` */
  name: string
  steps: Step[]
}

export interface Step {
  type: string
  field: string
  connection: boolean
  /** The type that the next step is on: one of several where the field is of a union */
  to: string
}

/** @param hidden fields that the viewer is shown nothing of, such as `User.bookings` */
export function connectionChains(schema: GraphQLSchema, depth: number, hidden: readonly string[]): Chain[] {
  return chainsFrom({ schema, hidden }, 'Query', depth, true).map((steps) => ({
    name: steps.map(({ type, field, to }) => `${type}.${field}:${to}`).join(' > '),
    steps,
  }))
}

interface Ground {
  schema: GraphQLSchema
  hidden: readonly string[]
}

/** No two steps in a row that are not connections. */
function chainsFrom(ground: Ground, type: string, depth: number, mayStep: boolean): Step[][] {
  if (depth === 0) return [[]]
  return stepsFrom(ground, type)
    .filter(({ connection }) => connection || mayStep)
    .flatMap((step) => {
      const rest = chainsFrom(ground, step.to, step.connection ? depth - 1 : depth, step.connection)
      return rest.map((steps) => [step, ...steps])
    })
}

function stepsFrom({ schema, hidden }: Ground, typeName: string): Step[] {
  const type = schema.getType(typeName)
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  const fields = Object.values(type.getFields()).filter(({ name }) => !hidden.includes(`${typeName}.${name}`))
  return fields.flatMap((field) => {
    const connection = isConnection(field)
    const to = connection ? nodeType(schema, field) : getNamedType(field.type).name
    return alternatives(schema, to).map((to) => ({ type: typeName, field: field.name, connection, to }))
  })
}

const isConnection = (field: GraphQLField<unknown, unknown>) => field.args.some(({ name }) => name === 'first')

function nodeType(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): string {
  const type = schema.getType(getNamedType(field.type).name)
  return isObjectType(type) ? (getNamedType(type.getFields().nodes?.type)?.name ?? '') : ''
}

/** The members of a union, those of one interface as one. */
function alternatives(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name)
  if (!isCompositeType(type)) return []
  if (!isUnionType(type)) return [name]
  const members = type
    .getTypes()
    .map((member) => (member.getInterfaces().find(({ name }) => name !== 'Node') ?? member).name)
  return [...new Set(members)]
}

export interface ChainOptions {
  /** Written in parentheses after the field, such as `first: 10`; empty for none */
  argumentsOf(step: Step, index: number): string
  /** What to select of a connection beside its nodes */
  beside: string
}

/** The operation that walks the chain down to the ids of its last level. */
export function chainOperation({ steps }: Chain, { argumentsOf, beside }: ChainOptions): string {
  const body = steps.reduceRight((inner, step, index) => {
    const given = argumentsOf(step, index)
    const items = `__typename ... on ${step.to} { ${inner} }`
    const selection = step.connection ? `${beside} nodes { ${items} }` : items
    return `${step.field}${given && `(${given})`} { ${selection} }`
  }, 'id')
  return `{ ${body} }`
}
