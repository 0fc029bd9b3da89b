/** What an operation can use of the rows it reads, from its text alone: each field that it names anywhere. */
import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { ColumnNeeds } from '../database/columns.ts'
import { modelOf } from './modelOf.ts'
import { readColumns } from './readColumns.ts'

/** A row of which the operation asks nothing is still read, to say whether it is there. */
export function columnNeeds(schema: GraphQLSchema, document: DocumentNode): ColumnNeeds {
  const reads = new Map<string, Set<string> | undefined>()

  function need(type: GraphQLNamedType, names: readonly string[] | undefined): void {
    const model = modelOf(type)
    if (!reads.has(model)) reads.set(model, new Set(resolveTypeReads(schema.getType(model))))
    if (names === undefined) reads.set(model, undefined)
    else for (const name of names) reads.get(model)?.add(name)
  }

  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field({ name: { value } }) {
        const parent = typeInfo.getParentType()
        if (parent) for (const type of possible(schema, parent)) need(type, fieldReads(type, value))
      },
    }),
  )
  return {
    of: (model) => reads.get(model),
    names: (type, field) => reads.has(type) && reads.get(type)?.has(field) !== false,
  }
}

const possible = (schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLNamedType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [type]

function fieldReads(type: GraphQLNamedType, name: string): readonly string[] | undefined {
  const field: GraphQLField<unknown, unknown> | undefined = isObjectType(type) ? type.getFields()[name] : undefined
  if (field === undefined) return []
  if ('reads' in field.extensions) return field.extensions.reads as readonly string[] | undefined // where its guard was put on
  return field.resolve === undefined ? [name] : readColumns(field.resolve)
}

const resolveTypeReads = (type: GraphQLNamedType | undefined): readonly string[] =>
  isInterfaceType(type) && type.resolveType ? (readColumns(type.resolveType) ?? []) : []
