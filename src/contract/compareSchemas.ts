/**
 * The published schema, which clients rely on, against the working one: each change with what it means for clients and
 * the registered operations it concerns, and every registered operation tried on the working schema.
 */
import { diff } from '@graphql-inspector/core'
import { buildSchema, type GraphQLSchema, printSchema, validate } from 'graphql'
import { coordinateOf } from './coordinate.ts'
import { effectOf } from './effect.ts'
import type { BrokenOperation, Operation, Report, SchemaChange } from './report.ts'
import { severityOf } from './severity.ts'
import { createUsage } from './usage.ts'
import { withoutEchoes } from './withoutEchoes.ts'

export async function compareSchemas(
  published: GraphQLSchema,
  working: GraphQLSchema,
  operations: readonly Operation[],
): Promise<Report> {
  const changes = await diff(asClientsSee(published), asClientsSee(working))
  const usersOf = createUsage(operations, published)
  return {
    changes: withoutEchoes(changes, published).map((change): SchemaChange => {
      const severity = severityOf(change, published, working)
      return {
        severity,
        path: coordinateOf(change.path),
        message: change.message,
        effect: effectOf(change, severity),
        operations: severity === 'safe' ? [] : usersOf(change),
      }
    }),
    brokenOperations: operations.flatMap((operation) => findFaults(operation, working)),
    operationCount: operations.length,
  }
}

/** Printing leaves out what introspection does not show either, such as the directives that only the server reads. */
const asClientsSee = (schema: GraphQLSchema): GraphQLSchema => buildSchema(printSchema(schema))

function findFaults({ name, file, document }: Operation, working: GraphQLSchema): BrokenOperation[] {
  const errors = validate(working, document).map(({ message, locations }) => {
    const line = locations?.[0]?.line
    return line === undefined ? message : `line ${line}: ${message}`
  })
  return errors.length === 0 ? [] : [{ name, file, errors }]
}
