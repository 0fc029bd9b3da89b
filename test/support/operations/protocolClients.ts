/**
 * The clients that front ends use, each set to send the hash of its operation first, and what each of them sent. Those
 * that know no persisted operations by themselves (Relay, graphql-request) are given the dozen lines that their
 * documentation asks an application to write.
 */
import { hash } from 'node:crypto'
import { ApolloClient, type ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { BatchHttpLink } from '@apollo/client/link/batch-http'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { Client, cacheExchange, fetchExchange } from '@urql/core'
import { type PersistedExchangeOptions, persistedExchange } from '@urql/exchange-persisted'
import { type DocumentNode, parse } from 'graphql'
import { ClientError, GraphQLClient } from 'graphql-request'

export interface SentOperation {
  method: string
  by: 'hash' | 'text' | 'hash and text'
}

interface ProtocolClient {
  /** Rejects with what the client rejects with, or reports as an error. */
  ask(text: string): Promise<unknown>
}

export type StartClient = (url: string, fetch: typeof globalThis.fetch) => ProtocolClient

export const sha256 = (text: string): string => hash('sha256', text)

/** A `fetch` that notes what it sends. */
export function recordingFetch(): { fetch: typeof globalThis.fetch; sent: SentOperation[] } {
  const sent: SentOperation[] = []
  return {
    sent,
    fetch: (input, init) => {
      const method = init?.method ?? 'GET'
      const bodies = method === 'GET' ? [bodyOfUrl(String(input))] : [JSON.parse(String(init?.body))].flat()
      sent.push(...bodies.map((body) => ({ method, by: sentBy(body) })))
      return fetch(input, init)
    },
  }
}

interface Body {
  query?: unknown
  documentId?: unknown
  extensions?: { persistedQuery?: object }
}

function bodyOfUrl(url: string): Body {
  const { searchParams } = new URL(url)
  return { query: searchParams.get('query'), extensions: JSON.parse(searchParams.get('extensions') ?? '{}') }
}

function sentBy({ query, documentId, extensions }: Body): SentOperation['by'] {
  const hasHash = documentId !== undefined || extensions?.persistedQuery !== undefined
  if (!query) return 'hash'
  return hasHash ? 'hash and text' : 'text'
}

export function startApollo(link: ApolloLink, options: Omit<PersistedQueryLink.Options, 'generateHash'> = { sha256 }) {
  const persisted = new PersistedQueryLink({ sha256, ...options } as PersistedQueryLink.Options) // a union by its hash
  return new ApolloClient({ cache: new InMemoryCache(), link: persisted.concat(link) })
}

const askApollo = (client: ApolloClient): ProtocolClient => ({
  ask: async (text) => (await client.query({ query: parse(text) })).data,
})

export function startUrql(
  { url, fetch }: { url: string; fetch: typeof globalThis.fetch },
  options: PersistedExchangeOptions,
): { ask(query: string | DocumentNode): Promise<unknown> } {
  const exchanges = [cacheExchange, persistedExchange(options), fetchExchange]
  const client = new Client({ url, fetch, exchanges, preferGetMethod: false })
  return {
    async ask(query) {
      const { data, error } = await client.query(query, {}).toPromise()
      if (error !== undefined) throw error
      return data
    },
  }
}

/** By what the protocol says, and by nothing else: the message. */
const asksForText = ({ message }: { message: string }): boolean =>
  message === 'PersistedQueryNotFound' || message === 'PersistedQueryNotSupported'

const startGraphqlRequest: StartClient = (url, fetch) => {
  const extensions = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } })
  const client = (isHashAlone: boolean) =>
    new GraphQLClient(url, {
      fetch,
      requestMiddleware(request) {
        const { query, ...rest } = JSON.parse(String(request.body))
        const text = isHashAlone ? {} : { query }
        return { ...request, body: JSON.stringify({ ...rest, ...text, extensions: extensions(query) }) }
      },
    })
  return {
    async ask(text) {
      try {
        return await client(true).request(text)
      } catch (error) {
        if (!(error instanceof ClientError) || !error.response.errors?.some(asksForText)) throw error
        return client(false).request(text)
      }
    },
  }
}

export const protocolClients: Record<string, StartClient> = {
  'Apollo Client': (uri, fetch) => askApollo(startApollo(new HttpLink({ uri, fetch }))),
  'Apollo Client, hashes by GET': (uri, fetch) =>
    askApollo(startApollo(new HttpLink({ uri, fetch }), { useGETForHashedQueries: true })),
  'Apollo Client, in batches': (uri, fetch) => askApollo(startApollo(new BatchHttpLink({ uri, fetch }))),
  urql: (url, fetch) => startUrql({ url, fetch }, { preferGetForPersistedQueries: false }),
  'urql, hashes by GET': (url, fetch) => startUrql({ url, fetch }, { preferGetForPersistedQueries: true }),
  'graphql-request': startGraphqlRequest,
}
