/**
 * Writes the limits that the SDL gives by directives into the documentation: introspection shows that a directive
 * exists, but never where it is used.
 */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  getDirectiveValues,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/** Adds to the descriptions of the schema, in place. */
export function describeLimits(schema: GraphQLSchema): void {
  const valuesOf = (name: string, of: Described): Values => {
    const directive = schema.getDirective(name)
    return (directive && of.astNode && getDirectiveValues(directive, of.astNode)) ?? undefined
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) describe(field, valuesOf)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      describe(field, valuesOf)
      for (const argument of field.args) describe(argument, valuesOf)
    }
  }
}

type Described = GraphQLField<unknown, unknown> | GraphQLArgument | GraphQLInputField

type Values = Record<string, unknown> | undefined

function describe(of: Described, valuesOf: (name: string, of: Described) => Values): void {
  const sentences = [
    ...sizeSentences(valuesOf('constraint', of)),
    ...costSentences(valuesOf('cost', of)),
    ...countSentences(valuesOf('maxUses', of)),
  ]
  if (sentences.length > 0) of.description = [of.description?.trim() ?? '', ...sentences].join(' ').trim()
}

function sizeSentences({ maxLength, maxItems }: NonNullable<Values> = {}): string[] {
  const length = maxLength === undefined ? [] : [`${written(maxLength)} characters`]
  const items = maxItems === undefined ? [] : [`${written(maxItems)} items`]
  const each = length.length > 0 && items.length > 0 ? ' each' : ''
  return length.length + items.length === 0 ? [] : [`Refused beyond ${[...items, ...length].join(' of ')}${each}.`]
}

function costSentences({ weight, totalCount }: NonNullable<Values> = {}): string[] {
  const parts = [
    ...(Number(weight) > 0 ? [`${written(weight)} beside what it finds`] : []),
    ...(Number(totalCount) > 0 ? [`${written(totalCount)} more with \`totalCount\``] : []),
  ]
  return parts.length === 0 ? [] : [`Costs ${parts.join(', and ')}.`]
}

function countSentences({ operation, request }: NonNullable<Values> = {}): string[] {
  if (operation === undefined) return []
  return [`At most ${written(operation)} in an operation, ${written(request)} in an array of operations.`]
}

const written = (number: unknown): string => Number(number).toLocaleString('en')
