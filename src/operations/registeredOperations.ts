/** The operations that front ends registered, from the manifest that `npm run generate` writes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { RefusedError } from '../errors.ts'
import type { Manifest, ManifestOperation } from './manifest.ts'

const manifestFile = join(import.meta.dirname, '../../schema/published/operations.json')

export function readRegisteredOperations(file: string = manifestFile): ManifestOperation[] {
  try {
    const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'))
    return manifest.operations
  } catch (error) {
    throw new RefusedError(`The registered operations cannot be read: ${String(error)}. Run \`npm run generate\`.`)
  }
}

/** A registered operation that the schema no longer answers would fail for every client: it stops the start, named. */
export function assertAnswerable(schema: GraphQLSchema, operations: readonly ManifestOperation[]): void {
  for (const { name, body } of operations) {
    const [error] = validate(schema, parse(body))
    if (error !== undefined) {
      throw new RefusedError(`The registered operation ${name} does not fit the schema: ${error.message}`)
    }
  }
}
