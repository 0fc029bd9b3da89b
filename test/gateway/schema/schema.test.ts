/** What the compiler cannot see of the schema: that each field has a source, and that each element says what it is. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { expect, test } from 'vitest'
import { resolvers, rules } from '../../../src/campus/entities/index.ts'
import { createExecutableSchema } from '../../../src/gateway/schema/executableSchema.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { scalars } from '../../../src/gateway/schema/scalars.ts'
import { type Rows, tables } from '../../../src/generated/tables.ts'

const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
const types: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
)

test('every field of a type that is a table has a resolver or is a column of that name', () => {
  const orphans = types.filter(isObjectType).flatMap((type) => {
    const columns = columnsOf(type)
    if (columns === undefined) return []
    const fields = Object.values(type.getFields())
    return fields
      .filter(({ name, resolve }) => resolve === undefined && !columns.has(name))
      .map((f) => `${type}.${f.name}`)
  })
  expect(orphans).toEqual([])
})

test('every field of Query has a resolver', () => {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {})
  expect(fields.filter(({ resolve }) => resolve === undefined).map(({ name }) => name)).toEqual([])
})

test('everything is described: types, fields, arguments and enum values', () => {
  expect(types.flatMap(elementsOf).filter(([, description]) => !description?.trim())).toEqual([])
})

test('a field that is the same in a room of every kind is resolved in the same way', () => {
  const [classroom, ...others] = ['Classroom', 'Laboratory', 'Office'].map(
    (name) => schema.getType(name) as GraphQLObjectType,
  )
  for (const other of others) {
    for (const [name, { resolve }] of Object.entries(classroom?.getFields() ?? {})) {
      if (name !== 'id') expect(other.getFields()[name]?.resolve, `${other}.${name}`).toBe(resolve)
    }
  }
})

/** The columns of the table whose rows this type is, by its own name or by that of an interface it implements. */
function columnsOf(type: GraphQLObjectType): Set<string> | undefined {
  const model = [type.name, ...type.getInterfaces().map(({ name }) => name)].find((name) => name in tables)
  return model === undefined ? undefined : new Set(Object.keys(tables[model as keyof Rows].columns))
}

type Element = [coordinate: string, description: string | null | undefined]

function elementsOf(type: GraphQLNamedType): Element[] {
  const own: Element = [type.name, type.description]
  if (isEnumType(type)) return [own, ...type.getValues().map((v): Element => [`${type}.${v.name}`, v.description])]
  if (isInputObjectType(type)) {
    return [own, ...Object.values(type.getFields()).map((f): Element => [`${type}.${f.name}`, f.description])]
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own]
  const fields = Object.values(type.getFields()).flatMap((field): Element[] => [
    [`${type}.${field.name}`, field.description],
    ...field.args.map((arg): Element => [`${type}.${field.name}(${arg.name}:)`, arg.description]),
  ])
  return [own, ...fields]
}

test('every text and every list that clients send has a longest size', () => {
  const directive = schema.getDirective('constraint')
  if (!directive) throw new Error('The SDL has no directive @constraint.')
  const inputs = types.flatMap((type): [string, GraphQLArgument | GraphQLInputField][] => {
    if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => [`${type}.${field.name}`, field])
    if (!isObjectType(type) && !isInterfaceType(type)) return []
    return Object.values(type.getFields()).flatMap(({ name, args }) =>
      args.map((arg): [string, GraphQLArgument] => [`${type}.${name}(${arg.name}:)`, arg]),
    )
  })
  expect(inputs.length).toBeGreaterThan(100)
  const endless = inputs.filter(([, { type, astNode, description }]) => {
    const { maxLength, maxItems } = (astNode && getDirectiveValues(directive, astNode)) ?? {}
    const isText = ['String', 'ID'].includes(getNamedType(type).name)
    const isList = isListType(getNullableType(type))
    const isShown = !(isText || isList) || description?.includes('Refused beyond') === true
    return (isText && maxLength === undefined) || (isList && maxItems === undefined) || !isShown
  })
  expect(endless.map(([coordinate]) => coordinate)).toEqual([])
})
