/**
 * Which part of the viewer an answer may depend on, known before anything is read: the most that any rule of any field
 * in the operation may look at. Nothing is learned from answers, because an empty list met no rule.
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Rule } from '../schema/rules.ts'
import type { Variables, ViewerScope } from '../types.ts'

interface ViewerBound {
  looksAt: ViewerScope
  /**
   * Set if everything that depends on the person is shown only to its owner and these roles: viewers who are neither
   * are shown the same
   */
  seenBy: ReadonlySet<string> | undefined
}

/** Throws the error of wrong arguments. */
export type ReadBound = (variables: Variables) => ViewerBound

type AnyRule = Rule<never>

interface RuledField {
  field: GraphQLField<unknown, unknown>
  node: FieldNode
  rule: AnyRule
}

export function viewerBound(schema: GraphQLSchema, document: DocumentNode): ReadBound {
  const ruled = ruledFields(schema, document)
  const fixed = ruled.filter(({ rule }) => typeof rule.looksAt === 'string')
  const varying = ruled.filter(({ rule }) => typeof rule.looksAt === 'function')
  const least = boundOf(fixed.map(({ rule }) => ({ rule, looksAt: rule.looksAt as ViewerScope }))) // as just asked
  if (varying.length === 0) return () => least
  return (variables) => {
    const met = varying.map(({ rule, field, node }) => {
      const { looksAt } = rule
      return {
        rule,
        looksAt: typeof looksAt === 'string' ? looksAt : looksAt(getArgumentValues(field, node, variables)),
      }
    })
    return met.every(({ looksAt }) => looksAt === 'nobody') ? least : unite(least, boundOf(met))
  }
}

function ruledFields(schema: GraphQLSchema, document: DocumentNode): RuledField[] {
  const found: RuledField[] = []
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const parent = typeInfo.getParentType()
        for (const type of isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]) {
          const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined
          if (field?.extensions.rule) found.push({ field, node, rule: field.extensions.rule as AnyRule }) // by its guard
        }
      },
    }),
  )
  return found
}

const order: readonly ViewerScope[] = ['nobody', 'role', 'person']

function boundOf(met: { rule: AnyRule; looksAt: ViewerScope }[]): ViewerBound {
  return met
    .filter(({ looksAt }) => looksAt !== 'nobody')
    .map(({ rule, looksAt }): ViewerBound => ({ looksAt, seenBy: rule.seenBy && new Set(rule.seenBy) }))
    .reduce(unite, { looksAt: 'nobody', seenBy: undefined })
}

/** Two shareable bounds may be shared together only if the same roles see both. */
function unite(a: ViewerBound, b: ViewerBound): ViewerBound {
  if (a.looksAt === 'nobody') return b
  if (b.looksAt === 'nobody') return a
  const isShared = a.seenBy !== undefined && [...a.seenBy].sort().join() === [...(b.seenBy ?? [])].sort().join()
  const looksAt = order.indexOf(a.looksAt) > order.indexOf(b.looksAt) ? a.looksAt : b.looksAt
  return { looksAt, seenBy: isShared ? a.seenBy : undefined }
}
