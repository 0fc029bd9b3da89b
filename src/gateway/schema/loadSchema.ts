/**
 * The working schema, from the SDL files beside `src/`. If a file is wrong, the error names it with the line. So each
 * file is read as a syntax tree of its own, and never as part of one long text.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  Source,
  validateSchema,
} from 'graphql'
// The front of the package exports only the variant that forgets the places of its errors.
import { validateSDL } from 'graphql/validation/validate.js'
import { RefusedError } from '../../operatorErrors.ts'

const projectFolder = join(import.meta.dirname, '../../..')
const schemaFolder = join(projectFolder, 'schema')

/**
 * Reads all `*.graphql` of the folder (none of its subfolders), in the order of their names. Throws a RefusedError that
 * names file and line of everything that is wrong.
 */
export const readSchema = (folder: string = schemaFolder): GraphQLSchema => buildSchemaFrom(readSources(folder))

/** The same for texts from elsewhere, each under the name that its errors shall give. */
export function buildSchemaFrom(sources: readonly Source[]): GraphQLSchema {
  const document = concatAST(sources.map(parseSource))
  refuse(validateSDL(document))
  const schema = buildASTSchema(document, { assumeValidSDL: true })
  refuse(validateSchema(schema))
  return schema
}

function readSources(folder: string): Source[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'))
  if (files.length === 0) throw new RefusedError(`There is no *.graphql in ${folder}.`)
  return files.sort().map((file) => {
    const path = join(folder, file)
    return new Source(readFileSync(path, 'utf8'), relative(projectFolder, path))
  })
}

function parseSource(source: Source): DocumentNode {
  try {
    return parse(source)
  } catch (error) {
    if (error instanceof GraphQLError) refuse([error])
    throw error
  }
}

function refuse(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new RefusedError(errors.map(describe).join('\n'))
}

function describe(error: GraphQLError): string {
  const source = error.source?.name ?? error.nodes?.[0]?.loc?.source.name
  const line = error.locations?.[0]?.line
  return source === undefined || line === undefined ? error.message : `${source}:${line}: ${error.message}`
}
