/**
 * Operations as the engine runs them. A registered operation is compiled from the start and kept. Any other text is
 * compiled when it comes, and kept from its second time on, because a text that comes only once must not evict texts
 * that come again. Both stores are bounded, whatever clients send.
 */
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { TagMap } from '../tags/tagMap.ts'
import type { KnownText } from '../types.ts'
import { type CompiledOperation, compileOperation } from './compileOperation.ts'

export interface CompiledOperations<Extra> {
  /** Undefined for a text that was not admitted before, and for an operation that is left to graphql-js. */
  find(known: KnownText, operationName: string | undefined): (CompiledOperation & Extra) | undefined
  /** Parses, validates and compiles a text that `find` does not have. */
  read(known: KnownText, operationName: string | undefined): ReadText<Extra>
  /** Called for each text of `read` that was admitted. */
  noteValid(known: KnownText): void
}

export interface ReadText<Extra> {
  /** Undefined for a text with an error of syntax or validation */
  document: DocumentNode | undefined
  /** Also undefined if it is left to graphql-js: introspection, and a name that the document does not have */
  operation: (CompiledOperation & Extra) | undefined
}

export interface CompiledOperationsOptions<Extra> {
  schema: GraphQLSchema
  tags: Pick<TagMap, 'rowKind'>
  registered: readonly { id: string; body: string }[]
  /** Adds everything else that is worked out once for an operation */
  extend(operation: CompiledOperation, hash: string): Extra
}

/** No screen asks for more. A bound is needed, because validation compares fields that share a name pair by pair. */
export const maxTokens = 5000
const maxValid = 20_000
const maxCompiled = 1000
/** The length of their texts; a plan is some fifty times as large. */
const compiledCharacters = 1_000_000

export function createCompiledOperations<Extra extends object>(
  options: CompiledOperationsOptions<Extra>,
): CompiledOperations<Extra> {
  const valid = new LRUCache<string, true>({ max: maxValid })
  const compiled = new LRUCache<string, { operation: (CompiledOperation & Extra) | undefined }>({
    max: maxCompiled,
    maxSize: compiledCharacters,
  })
  const pinned = new Map(
    options.registered.map(({ id, body }) => [id, compile({ hash: id, text: body }, undefined)] as const),
  )

  function compile({ hash, text }: KnownText, name: string | undefined, document = parse(text)) {
    const operation = compileOperation(options, document, name)
    return operation && { ...operation, ...options.extend(operation, hash) }
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
    read(known, operationName) {
      const document = parseValid(options.schema, known.text)
      return { document, operation: document && compile(known, operationName, document) }
    },
    noteValid: ({ hash }) => void valid.set(hash, true),
  }
}

/** Undefined for a text with an error, which Apollo Server finds again and explains. */
function parseValid(schema: GraphQLSchema, text: string): DocumentNode | undefined {
  try {
    const document = parse(text, { maxTokens })
    return validate(schema, document, undefined, { maxErrors: 1 }).length === 0 ? document : undefined
  } catch {
    return undefined
  }
}
