/**
 * The SDL with its resolvers: entities' own, global ids for every Node, and rules around the fields they guard. A field
 * without a resolver is the property of that name. A resolver or rule for something that the SDL lacks stops the start.
 */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
} from 'graphql'
import { readColumns } from '../analysis/readColumns.ts'
import type { OperationContext } from '../application.ts'
import { describeLimits } from './describeLimits.ts'
import { encodeGlobalId } from './globalId.ts'
import type { ResolverMap, Rule, Rules } from './rules.ts'

type Field = GraphQLField<unknown, OperationContext>
type FieldResolver = NonNullable<Field['resolve']>

export interface Parts {
  schema: GraphQLSchema
  resolvers: readonly ResolverMap[]
  rules: readonly Rules<never>[]
  scalars: Readonly<Record<string, GraphQLScalarType>>
}

/** Completes the schema in place and gives it back. */
export function createExecutableSchema({ schema, resolvers, rules, scalars }: Parts): GraphQLSchema {
  for (const [name, scalar] of Object.entries(scalars)) attachScalar(schema, name, scalar)
  for (const type of Object.values(schema.getTypeMap())) if (isObjectType(type)) attachGlobalId(type)
  for (const part of resolvers)
    for (const [name, fields] of Object.entries(part)) attachResolvers(schema, name, fields ?? {})
  const guards: Guards = new Map()
  for (const part of rules) {
    for (const [name, fields] of Object.entries(part)) attachRules(schema, { name, fields, guards })
  }
  describeLimits(schema)
  return schema
}

function attachScalar(
  schema: GraphQLSchema,
  name: string,
  { parseValue, parseLiteral, serialize }: GraphQLScalarType,
): void {
  const type = schema.getType(name)
  if (!isScalarType(type)) throw new Error(`The SDL has no scalar ${name}.`)
  Object.assign(type, { parseValue, parseLiteral, serialize })
}

/** A type that implements an interface of its own kind has the id of the interface, whatever the type is. */
function attachGlobalId(type: GraphQLObjectType): void {
  const interfaces = type.getInterfaces()
  if (!interfaces.some(({ name }) => name === 'Node')) return
  const name =
    interfaces.find((candidate) => candidate.getInterfaces().some((of) => of.name === 'Node'))?.name ?? type.name
  const resolve = ({ id }: { id: number }) => encodeGlobalId(name, id)
  fieldOf(type, 'id').resolve = resolve as FieldResolver // every Node is a row with an id
}

function attachResolvers(schema: GraphQLSchema, name: string, fields: object): void {
  const type = schema.getType(name)
  for (const [field, resolve] of Object.entries(fields)) {
    if (field === '__resolveType' && isAbstractType(type)) type.resolveType = resolve
    else if (isObjectType(type)) fieldOf(type, field).resolve = resolve
    else throw new Error(`There is a resolver ${name}.${field}, and the SDL has no type ${name} with fields.`)
  }
}

interface RulesOfType {
  name: string
  fields: { readonly [field: string]: Rule<never> }
  guards: Guards
}

function attachRules(schema: GraphQLSchema, { name, fields, guards }: RulesOfType): void {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`There is a rule for ${name}, and the SDL has no such object type.`)
  for (const [name, rule] of Object.entries(fields)) guard(fieldOf(type, name), rule, guards)
}

/** One guard for each rule and resolver, so that all types of an interface have the same. */
type Guards = Map<Rule<never>, Map<FieldResolver, FieldResolver>>

function guard(field: Field, rule: Rule<never>, guards: Guards): void {
  field.extensions = { ...field.extensions, rule, reads: guardedReads(field, rule) }
  const resolve = field.resolve ?? propertyResolver(field.name)
  const known = guards.get(rule) ?? new Map<FieldResolver, FieldResolver>()
  guards.set(rule, known)
  const guarded = known.get(resolve) ?? guardedBy(rule, resolve)
  known.set(resolve, guarded)
  field.resolve = guarded
}

const guardedBy =
  (rule: Rule<never>, resolve: FieldResolver): FieldResolver =>
  (row, args, context, info) => {
    const { looksAt } = rule
    context.recordAccess(typeof looksAt === 'function' ? looksAt(args) : looksAt, rule.owner?.(row as never) ?? null)
    return rule.allows(context.viewer, row as never) ? resolve(row, args, context, info) : rule.instead(context.viewer)
  }

/** Columns that the rule or the resolver may look at; undefined for any. */
function guardedReads({ name, resolve }: Field, { owner, reads = [] }: Rule<never>): readonly string[] | undefined {
  const own = resolve === undefined ? [name] : readColumns(resolve)
  const ofOwner = owner === undefined ? [] : readColumns(owner)
  return own && ofOwner && [...own, ...ofOwner, ...reads]
}

/** A field without a resolver is the property of that name. Compiled execution has no `info` to find the name in. */
const propertyResolver =
  (name: string): FieldResolver =>
  (row) =>
    (row as Record<string, unknown>)[name] // whatever has fields is an object

function fieldOf(type: GraphQLObjectType, name: string): Field {
  const field = type.getFields()[name]
  if (field === undefined) throw new Error(`The SDL has no field ${type.name}.${name}.`)
  return field
}
