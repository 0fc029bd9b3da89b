/** How long answers of an operation may be kept: its fields say it here, the operation says it elsewhere. */
import {
  type DocumentNode,
  type GraphQLSchema,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

export interface Lifetimes {
  /** In the gateway, seconds; 0: never */
  maxAge: number
  /** Without asking again, seconds */
  browser: number
  shared: number
}

/** An entry must end before its purge is trimmed from the log, an hour after the purge was written. */
const maxSeconds = 1800

export function lifetimesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Lifetimes {
  const cdn = schema.getDirective('cdn')
  const { browser = 0, shared = 0 } = (cdn && getDirectiveValues(cdn, operation)) ?? {}
  return { maxAge: leastMaxAge(schema, document), browser: Number(browser), shared: Number(shared) }
}

function leastMaxAge(schema: GraphQLSchema, document: DocumentNode): number {
  const directive = schema.getDirective('cacheControl')
  let least = maxSeconds
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field({ name }) {
        const parent = typeInfo.getParentType()
        for (const type of isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]) {
          const node = isObjectType(type) ? type.getFields()[name.value]?.astNode : undefined
          const said = directive && node && getDirectiveValues(directive, node)?.maxAge
          if (typeof said === 'number') least = Math.min(least, said)
        }
      },
    }),
  )
  return least
}
