/**
 * Every way that the schema has from a root to things of some types: through objects, pages by `nodes` and by `edges`,
 * interfaces as such and by each of their members, unions by each of theirs. A way meets no type twice.
 */
import {
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql'

export interface Step {
  parent: string
  field: string
  /** The type that is asked for where the field's is abstract */
  on: string | undefined
}

export interface Route {
  steps: Step[]
  /** The type that it leads to */
  end: string
}

export interface RouteOptions {
  root: string
  ends: ReadonlySet<string>
  /** Steps from object to object, pages not counted */
  longest: number
}

export function routesThrough(schema: GraphQLSchema, { root, ends, longest }: RouteOptions): Route[] {
  const routes: Route[] = []
  const walk = (type: GraphQLObjectType | GraphQLInterfaceType, steps: Step[], met: ReadonlySet<string>) => {
    for (const { field, on, end } of stepsFrom(schema, type)) {
      if (met.has(kindOf(end))) continue
      const way = [...steps, { parent: type.name, field, on }]
      if (way.filter(({ parent }) => !/(Connection|Edge)$/.test(parent)).length > longest) continue
      if (ends.has(end.name)) routes.push({ steps: way, end: end.name })
      walk(end, way, new Set([...met, kindOf(end)]))
    }
  }
  const start = schema.getType(root)
  if (isObjectType(start)) walk(start, [], new Set())
  return routes
}

export const nameOf = ({ steps }: Route): string =>
  steps.map(({ parent, field, on }) => `${parent}.${field}${on === undefined ? '' : `:${on}`}`).join(' > ')

/** The way as a selection of its root, with `inner` at its end. */
export function selectionOf({ steps }: Route, inner: string, argumentsOf: (step: Step) => string): string {
  return steps.reduceRight((selected, step) => {
    const narrowed = step.on === undefined ? selected : `... on ${step.on} { ${selected} }`
    return `${step.field}${argumentsOf(step)} { ${narrowed} }`
  }, inner)
}

function* stepsFrom(schema: GraphQLSchema, type: GraphQLObjectType | GraphQLInterfaceType) {
  for (const { name: field, type: fieldType } of Object.values(type.getFields())) {
    const named = getNamedType(fieldType)
    if (isLeafType(named)) continue
    if (isAbstractType(named)) {
      for (const end of schema.getPossibleTypes(named)) yield { field, on: end.name, end }
      if (isInterfaceType(named)) yield { field, on: undefined, end: named }
    } else if (isObjectType(named)) yield { field, on: undefined, end: named }
  }
}

/** Rooms are of one kind for this: a way from room to room is one that meets a room twice. */
const kindOf = (type: GraphQLObjectType | GraphQLInterfaceType): string =>
  type.getInterfaces().find(({ name }) => name !== 'Node')?.name ?? type.name
