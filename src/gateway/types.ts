/** The types that all stations of the engine share. Types only: importing them costs a station nothing. */
import type { RequestLife } from './requestLife.ts'

/** The two of GraphQL over HTTP */
export type MediaType = 'application/json' | 'application/graphql-response+json'

/**
 * Which answers a client takes:
 * `any` that may be served;
 * `validated`: it must be fresh, because the client holds one and asks whether it still may use it (`If-None-Match`);
 * `executed`: past the cache.
 */
export type RequestCaching = 'any' | 'validated' | 'executed'

/** What HTTP knows of a request to `/graphql`. */
export interface GatewayRequest extends LookUp {
  method: 'GET' | 'POST'
  /** Where it came from, as far as the proxies in front are trusted */
  address: string
  /** How long the gateway waits for its answer */
  life: RequestLife
  caching: RequestCaching
  /** One request, or an array of them */
  body: unknown
  /** Its bytes as they came, where the same bytes may come again: the URL of a GET, the body of a POST (latin1) */
  raw: string | undefined
}

/** What must be known of a request to answer it by its bytes. */
export interface LookUp {
  /** The token of the session, if the request came with one */
  token: string | undefined
  /** Monotonic */
  arrivedAtMs: number
  /** Media type of the answer */
  mediaType: MediaType
  /** The header `Accept-Encoding` */
  acceptEncoding: string | undefined
  /** The header `If-None-Match` of GET and HEAD; other methods have no such condition */
  ifNoneMatch: string | undefined
}

/** What HTTP writes, and everything that it knows of an answer. Write it in the tick in which it is given. */
export type HttpResult = TextResult | BytesResult | NotModifiedResult

interface ResultHead {
  mediaType: MediaType
  /** Without those of its content: type, length, encoding and ETag */
  headers: Iterable<readonly [name: string, value: string]>
  /** It differs by viewer */
  isPrivate: boolean
  trace: ExecutionTrace
  /** A token to set as the session cookie, null to take the cookie away */
  sessionCookie?: string | null
}

/** Made for this request; it may be encoded on its way. */
export interface TextResult extends ResultHead {
  kind: 'text'
  status: number
  body: string
  /** Strong and quoted, of the body as it is; undefined if the same question might get other bytes */
  etag: string | undefined
}

/** Kept bytes, to be sent as they are. */
interface BytesResult extends ResultHead {
  kind: 'bytes'
  status: 200
  body: Buffer
  encoding: 'br' | 'gzip' | undefined
  etag: string
}

/** The client holds these bytes already. */
interface NotModifiedResult extends ResultHead {
  kind: 'notModified'
  status: 304
  etag: string
}

/** A signed-in person. Roles are the application's; the engine compares them and knows none. */
interface Identity {
  readonly id: number
  readonly role: string
}

/** Null for a client that is not signed in. */
export type Viewer = Identity | null

/** Which part of the viewer a value or an answer depends on; `person` includes the role. */
export type ViewerScope = 'nobody' | 'role' | 'person'

export interface FoundSession<Of extends Identity = Identity> {
  session: number
  viewer: Of
  /** By the clock of the database */
  expiresAtMs: number
}

/** Whether operations that are not registered are answered: silently, with a line in the log, or not at all. */
export type TrustedDocuments = 'off' | 'log' | 'enforce'

/** What the engine reads of the settings of its process. */
export interface GatewaySettings {
  production: boolean
  /** Whether introspection is allowed */
  sandbox: boolean
  trustedDocuments: TrustedDocuments
  maxBatchSize: number
  maxPageSize: number
  maxDepth: number
  /** Objects that a request may read */
  maxCost: number
  /** Leaf values that an operation may answer */
  maxValues: number
  /** Of a request, however many operations it has */
  maxAnswerBytes: number
}

/** The text of an operation, with its SHA-256 in hexadecimal */
export interface KnownText {
  hash: string
  text: string
}

/** Of an operation, by name: as a client sent them, or coerced with their defaults. */
export type Variables = { readonly [name: string]: unknown }

/** What an operation took from the database. */
export interface ExecutionTrace {
  statements: number
  milliseconds: number
  /** The statements in their order, if something asks for them */
  sent?: StatementTrace[]
  /** Present only if the answer may be kept */
  recorder?: Recorder | undefined
  /** Whether the operation is a registered one */
  isRegistered?: boolean
}

export interface StatementTrace {
  /** As it was prepared, without its values */
  readonly statement: { readonly text: string }
  readonly startedAtMs: number
  /** Undefined while it is under way */
  milliseconds: number | undefined
}

/** Records what an answer depends on. It belongs to the operation that asks, even if the loader joins another batch. */
export interface Recorder {
  /** A row, or a question that rows belong to. @param id 0 where the kind has no ids */
  tag(kind: number, id: number): void
  /** To be called when a list depends on the viewer. */
  viewer(): void
  /** Called for something without a tag: the answer cannot be kept. */
  untagged(): void
}
