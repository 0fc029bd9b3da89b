/** The operations that front ends registered, from the manifest that `npm run generate` writes. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { RefusedError } from '../../operatorErrors.ts'
import type { ManifestOperation } from './manifest.ts'

const manifestFile = join(import.meta.dirname, '../../../schema/published/operations.json')

export function readRegisteredOperations(file: string = manifestFile): ManifestOperation[] {
  try {
    const { operations }: { operations?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(operations) || !operations.every(isOperation)) {
      throw new Error('it is no manifest of operations under the hash of their text')
    }
    return operations
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RefusedError(`The registered operations in ${file} cannot be read: ${reason}. Run \`npm run generate\`.`)
  }
}

/**
 * A registered operation that the schema no longer answers would fail for every client: the start fails and names it.
 */
export function assertAnswerable(schema: GraphQLSchema, operations: readonly ManifestOperation[]): void {
  const faults = operations.flatMap(({ name, body }) => {
    const fault = faultOf(schema, body)
    return fault === undefined ? [] : [`The registered operation ${name} does not fit the schema: ${fault}`]
  })
  if (faults.length > 0) throw new RefusedError(faults.join('\n'))
}

/** If the id is not the hash of its text, the gateway would answer another operation than the client means. */
function isOperation(value: unknown): value is ManifestOperation {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, body }: { id?: unknown; name?: unknown; body?: unknown } = value
  return typeof body === 'string' && typeof name === 'string' && id === hash('sha256', body)
}

function faultOf(schema: GraphQLSchema, body: string): string | undefined {
  try {
    return validate(schema, parse(body))[0]?.message
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
