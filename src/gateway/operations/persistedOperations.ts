/**
 * Which text a request means. It brings a text, or the hash of a text that was registered with the gateway, or of a
 * text that some client brought before. Hashes are sha256 in hex over the text as it stands. The gateway always
 * computes them, because a client whose pair was believed could plant its own text under the hash of another text.
 */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { badUserInput } from '../errors/errors.ts'
import { recogniseOperations } from './recogniseOperations.ts'
import { registeredTexts } from './registeredTexts.ts'
import { rememberable } from './rememberable.ts'
import { shareTexts, type TextStore } from './sharedTexts.ts'

/** What a request says about its operation, all of it as the client sent it. */
interface OperationReference {
  query?: unknown
  documentId?: unknown
  extensions?: unknown
}

/** What is known of a request's operation. */
export type Resolution = KnownOperation | UnknownOperation

export interface KnownOperation {
  origin: 'registered' | 'remembered' | 'text'
  hash: string
  text: string
}

/** A hash without a known text, and the protocol by which it came. */
interface UnknownOperation {
  origin: 'unknown'
  hash: string
  sentAs: 'hash' | 'documentId'
}

/** An operation of `schema/published/operations.json`. */
export interface RegisteredOperation {
  id: string
  name: string
  body: string
}

export interface PersistedOperations {
  /** Throws BAD_USER_INPUT for a value that is not a reference to an operation. */
  resolve(reference: OperationReference): Resolution
  /** Looks in the store that other gateways share; undefined without such a store */
  recall(operation: UnknownOperation): Promise<Resolution> | undefined
  /** Keeps a valid text for clients that will send its hash alone. */
  remember(operation: KnownOperation): void
}

const rememberedBytes = 16 * 1024 * 1024
const rememberedMs = 24 * 3600 * 1000

export interface PersistedOperationsOptions {
  registered: RegisteredOperation[]
  /** Whether a text that differs from a registered one only in white space and comments counts as registered */
  recognise: boolean
  /** Where all gateways remember texts; if left out, each gateway remembers its own */
  texts?: TextStore | undefined
}

export function createPersistedOperations(options: PersistedOperationsOptions): PersistedOperations {
  const { registered, recognise, texts } = options
  const shared = texts && shareTexts(texts, rememberedMs)
  const pinned = new Map(registeredTexts(registered).map(({ hash, text }) => [hash, { hash, text }]))
  const recognised = recognise ? recogniseOperations([...pinned.values()]) : undefined
  const remembered = new LRUCache<string, string>({
    maxSize: rememberedBytes,
    sizeCalculation: (text) => 2 * text.length + 200,
    ttl: rememberedMs,
  })

  function find(hash: string, sentAs: UnknownOperation['sentAs']): Resolution {
    const known = pinned.get(hash) ?? recognised?.ofHash(hash)
    if (known !== undefined) return { origin: 'registered', ...known }
    const text = remembered.get(hash)
    return text === undefined ? { origin: 'unknown', hash, sentAs } : { origin: 'remembered', hash, text }
  }

  function recalled(operation: UnknownOperation, text: string | undefined): Resolution {
    if (text === undefined) return operation
    const { hash } = operation
    const kept = rememberable(text)
    if (kept !== undefined) remembered.set(hash, kept)
    return { origin: 'remembered', hash, text: kept ?? text }
  }

  return {
    resolve({ query, documentId, extensions }) {
      const fromExtensions = hashOfExtensions(extensions)
      const fromDocumentId = hashOfDocumentId(documentId)
      if (fromExtensions !== undefined && fromDocumentId !== undefined && fromExtensions !== fromDocumentId) {
        throw badUserInput('`documentId` and `extensions.persistedQuery` name two operations. Send one of them.')
      }
      if (query === undefined || query === null || query === '') {
        if (fromExtensions !== undefined) return find(fromExtensions, 'hash')
        if (fromDocumentId !== undefined) return find(fromDocumentId, 'documentId')
        throw badUserInput('Send the text of an operation as `query`, or the hash of one that is known.')
      }
      if (typeof query !== 'string') throw badUserInput('`query` must be a string: the text of an operation.')
      const own = hash('sha256', query)
      if ([fromExtensions, fromDocumentId].some((claimed) => claimed !== undefined && claimed !== own)) {
        throw badUserInput(
          'The hash is not that of the text. It must be sha256, in hex, of `query` exactly as it is sent.',
        )
      }
      const known = pinned.get(own) ?? recognised?.ofText(own, query)
      return known ? { origin: 'registered', ...known } : { origin: 'text', hash: own, text: query }
    },
    recall: (operation) =>
      shared?.find(operation.hash, statusOfUnknown(operation)).then((text) => recalled(operation, text)),
    remember: ({ hash, text, origin }) => {
      if (origin === 'registered') return
      const kept = origin === 'text' ? rememberable(text) : text
      if (kept === undefined) return
      if (origin === 'text') remembered.set(hash, kept)
      shared?.keep(hash, text)
    },
  }
}

/** Apollo's protocol asks with 200; a named document that does not exist is 404. */
const statusOfUnknown = ({ sentAs }: Pick<UnknownOperation, 'sentAs'>): number => (sentAs === 'hash' ? 200 : 404)

const sha256Hex = /^[0-9a-f]{64}$/

/** Apollo's protocol: `extensions.persistedQuery { version: 1, sha256Hash }`. */
function hashOfExtensions(extensions: unknown): string | undefined {
  if (extensions === undefined || extensions === null) return undefined
  if (!isRecord(extensions)) throw badUserInput('`extensions` must be an object.')
  const { persistedQuery } = extensions
  if (persistedQuery === undefined || persistedQuery === null) return undefined
  if (!isRecord(persistedQuery) || persistedQuery.version !== 1) {
    throw badUserInput('`extensions.persistedQuery` must be an object with `version` 1.')
  }
  return checkedHash(persistedQuery.sha256Hash, '`extensions.persistedQuery.sha256Hash`')
}

/** The other protocol: `documentId`, `sha256:<hex>` or the bare hex. */
function hashOfDocumentId(documentId: unknown): string | undefined {
  if (documentId === undefined || documentId === null) return undefined
  return checkedHash(typeof documentId === 'string' ? documentId.replace(/^sha256:/i, '') : documentId, '`documentId`')
}

function checkedHash(value: unknown, name: string): string {
  const hex = typeof value === 'string' ? value.toLowerCase() : ''
  if (!sha256Hex.test(hex)) throw badUserInput(`${name} must be a sha256 hash: 64 hexadecimal digits.`)
  return hex
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
