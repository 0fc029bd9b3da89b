import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'

/** The schema as it is published: everything sorted by name, so that moving a field within its file changes nothing. */
export const printBaseline = (schema: GraphQLSchema): string =>
  `# What clients rely on. Moved by \`compax schema publish\`, never by hand.\n\n${printSchema(lexicographicSortSchema(schema))}\n`
