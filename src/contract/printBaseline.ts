import { type GraphQLSchema, lexicographicSortSchema } from 'graphql'
import { printContract } from './printContract.ts'

/** The schema as it is published: everything sorted by name, so that moving a field within its file changes nothing. */
export const printBaseline = (schema: GraphQLSchema): string =>
  `# What clients rely on. Moved by \`compax schema publish\`, never by hand.\n\n${printContract(lexicographicSortSchema(schema))}\n`
