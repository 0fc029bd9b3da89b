/**
 * The registered operations, one a file, as Apollo's persisted-query manifest lists them.
 *
 * `body` is the operation as graphql-js prints it, with the `__typename`s that clients' caches need. `id` is the
 * SHA-256 of exactly that, so that a comment or an indentation may change without a new release of every client.
 * JavaScript clients send the same text, because they print what they parsed and add `__typename` to it. A client that
 * sends the file as it is has another hash: `text` is kept to serve such clients too.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, print, validate } from 'graphql'
import { RefusedError } from '../../operatorErrors.ts'
import { addTypenames } from './typenames.ts'

export interface ManifestOperation {
  /** SHA-256 of `body`, hexadecimal */
  id: string
  name: string
  type: 'query' | 'mutation' | 'subscription'
  body: string
}

export interface Manifest {
  format: 'apollo-persisted-query-manifest'
  version: 1
  operations: ManifestOperation[]
}

export interface OperationFile extends ManifestOperation {
  /** As errors name it, from the top of the project */
  file: string
  /** As it was written, comments included and without what was added */
  text: string
  /** Of `text` */
  document: DocumentNode
}

const projectFolder = join(import.meta.dirname, '../../..')
const operationsFolder = join(projectFolder, 'schema/operations')

/** By name. Throws a RefusedError for a file that does not hold exactly one named operation, or a name twice. */
export function readOperations(folder: string = operationsFolder): OperationFile[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'))
  const operations = files.sort().map((file) => readOperation(join(folder, file)))
  assertNamesDiffer(operations)
  return operations.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Throws a RefusedError that names file, operation and line of everything that does not fit the schema. */
export function assertOperationsHold(schema: GraphQLSchema, operations: readonly OperationFile[]): void {
  const faults = operations.flatMap(({ file, name, document }) =>
    validate(schema, document).map((error) => `${file}${lineOf(error)}: ${name}: ${error.message}`),
  )
  if (faults.length > 0) throw new RefusedError(faults.join('\n'))
}

export const createManifest = (operations: readonly ManifestOperation[]): Manifest => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: operations.map(({ id, name, type, body }) => ({ id, name, type, body })),
})

export const printManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

function readOperation(path: string): OperationFile {
  const file = relative(projectFolder, path)
  const text = readFileSync(path, 'utf8')
  const document = parseOperation(file, text)
  const [operation, another] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (operation?.kind !== Kind.OPERATION_DEFINITION || another !== undefined) {
    throw new RefusedError(`${file}: must hold exactly one operation, with its fragments where it has any.`)
  }
  const name = operation.name?.value
  if (name === undefined) throw new RefusedError(`${file}: the operation has no name. Write \`query Name { … }\`.`)
  const body = print(addTypenames(document))
  const id = createHash('sha256').update(body).digest('hex')
  return { id, name, type: operation.operation, body, file, text, document }
}

function parseOperation(file: string, text: string): DocumentNode {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw new RefusedError(`${file}${lineOf(error)}: ${error.message}`)
  }
}

function assertNamesDiffer(operations: readonly OperationFile[]): void {
  const fileByName = new Map<string, string>()
  for (const { name, file } of operations) {
    const earlier = fileByName.get(name)
    if (earlier !== undefined) throw new RefusedError(`${file}: the name ${name} is taken by ${earlier}.`)
    fileByName.set(name, file)
  }
}

function lineOf({ locations }: GraphQLError): string {
  const line = locations?.[0]?.line
  return line === undefined ? '' : `:${line}`
}
