/**
 * The published schema, which clients rely on, against the working one: each change with what it means for clients and
 * the registered operations it concerns, and every registered operation tried on the working schema.
 */
import { type Change, diff } from '@graphql-inspector/core'
import { buildSchema, type GraphQLSchema, printSchema, validate } from 'graphql'
import { compareUses } from './compareUses.ts'
import { coordinateOf } from './coordinate.ts'
import { effectOf } from './effect.ts'
import { judgedAlone } from './judgedAlone.ts'
import type { BrokenOperation, Operation, Report, SchemaChange } from './report.ts'
import { severityOf } from './severity.ts'
import { concernedElement, createUsage, elementSent } from './usage.ts'
import { withoutEchoes } from './withoutEchoes.ts'

export async function compareSchemas(
  published: GraphQLSchema,
  working: GraphQLSchema,
  operations: readonly Operation[],
): Promise<Report> {
  const usersOf = createUsage(operations, published)
  const changes = withoutEchoes(await findChanges(published, working), published)
  return {
    changes: [
      ...changes.flatMap((change) => judgedAlone(change, () => [judge(change, { published, working, usersOf })])),
      ...compareUses(published, working, (coordinate) => usersOf(elementSent(coordinate))),
    ],
    brokenOperations: operations.flatMap((operation) => findFaults(operation, working)),
    operationCount: operations.length,
  }
}

interface Sides {
  published: GraphQLSchema
  working: GraphQLSchema
  usersOf: (element: string) => string[]
}

function judge(change: Change, { published, working, usersOf }: Sides): SchemaChange {
  const severity = severityOf(change, published, working)
  return {
    severity,
    path: coordinateOf(change),
    message: change.message,
    effect: effectOf(change, severity),
    operations: severity === 'safe' ? [] : usersOf(concernedElement(change, published)),
  }
}

/** Of what introspection shows: printing leaves out the directives that a schema carries, but for GraphQL's own. */
const findChanges = (published: GraphQLSchema, working: GraphQLSchema): Promise<Change[]> =>
  diff(asIntrospected(published), asIntrospected(working))

const asIntrospected = (schema: GraphQLSchema): GraphQLSchema => buildSchema(printSchema(schema))

function findFaults({ name, file, document }: Operation, working: GraphQLSchema): BrokenOperation[] {
  const errors = validate(working, document).map(({ message, locations }) => {
    const line = locations?.[0]?.line
    return line === undefined ? message : `line ${line}: ${message}`
  })
  return errors.length === 0 ? [] : [{ name, file, errors }]
}
