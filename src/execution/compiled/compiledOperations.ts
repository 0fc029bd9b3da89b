/**
 * Operations that come again and again, compiled. What is registered is compiled from the start; any other text when it
 * comes a second time, after graphql-js has answered it once: a text that comes only once is not worth it. Both are
 * bounded, whatever clients send.
 */
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type CompiledOperation, compileOperation } from './compileOperation.ts'

export interface KnownText {
  hash: string
  text: string
}

export interface CompiledOperations<Extra> {
  /** Undefined for what graphql-js has not found valid yet, or is better left to it. */
  find(known: KnownText, operationName: string | undefined): (CompiledOperation & Extra) | undefined
  /** Told of each text that was found valid. */
  noteValid(known: KnownText): void
}

export interface CompiledOperationsOptions<Extra> {
  schema: GraphQLSchema
  registered: readonly { id: string; body: string }[]
  /** What else is worked out once for an operation */
  extend(operation: CompiledOperation): Extra
}

const mostValid = 20_000
const mostCompiled = 1000
/** Of their texts; a plan is some fifty times as large. */
const compiledCharacters = 1_000_000

export function createCompiledOperations<Extra extends object>(
  options: CompiledOperationsOptions<Extra>,
): CompiledOperations<Extra> {
  const valid = new LRUCache<string, true>({ max: mostValid })
  const compiled = new LRUCache<string, { operation: (CompiledOperation & Extra) | undefined }>({
    max: mostCompiled,
    maxSize: compiledCharacters,
  })
  const pinned = new Map(
    options.registered.map(({ id, body }) => [id, compile({ hash: id, text: body }, undefined)] as const),
  )

  function compile({ text }: KnownText, name: string | undefined): (CompiledOperation & Extra) | undefined {
    const document: DocumentNode = parse(text)
    const operation = compileOperation(options.schema, document, name)
    return operation && { ...operation, ...options.extend(operation) }
  }

  return {
    find(known, operationName) {
      const registered = pinned.get(known.hash)
      if (registered !== undefined) {
        const { name } = registered.operation
        return operationName === undefined || operationName === name?.value ? registered : undefined
      }
      if (!valid.has(known.hash)) return undefined
      const key = `${known.hash} ${operationName ?? ''}`
      const before = compiled.get(key)
      if (before !== undefined) return before.operation
      const operation = compile(known, operationName)
      compiled.set(key, { operation }, { size: known.text.length + key.length })
      return operation
    },
    noteValid: ({ hash }) => void valid.set(hash, true),
  }
}
