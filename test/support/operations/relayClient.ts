/**
 * Relay's runtime with a network layer as its documentation has it: the id of the compiled operation is sent as
 * `documentId`, and its text where the answer asks for it. The artifact is written by hand, as its compiler would.
 */
import {
  type ConcreteRequest,
  Environment,
  type FetchFunction,
  fetchQuery,
  type GraphQLSingularResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime'
import { sha256 } from './protocolClients.ts'

export interface RelayOptions {
  url: string
  fetch: typeof globalThis.fetch
  /** Of an operation that selects `terms { id name }` */
  text: string
}

/** Gives the names of the terms. */
export async function askRelay(options: RelayOptions): Promise<unknown> {
  const network = Network.create(fetchFunction(options))
  const environment = new Environment({ network, store: new Store(new RecordSource()) })
  return fetchQuery(environment, termsRequest(sha256(options.text)), {}).toPromise()
}

const fetchFunction = ({ url, fetch, text }: RelayOptions): FetchFunction => {
  const post = async (body: object): Promise<GraphQLSingularResponse> => {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as GraphQLSingularResponse
  }
  return async ({ id }, variables) => {
    const answer = await post({ documentId: id, variables })
    const [error] = 'errors' in answer ? (answer.errors ?? []) : []
    return error?.message === 'PersistedQueryNotFound' ? post({ documentId: id, query: text, variables }) : answer
  }
}

export function termsRequest(id: string): ConcreteRequest {
  const field = (name: string) => ({ kind: 'ScalarField' as const, alias: null, name, args: null, storageKey: null })
  const terms = {
    kind: 'LinkedField' as const,
    alias: null,
    name: 'terms',
    args: null,
    storageKey: null,
    concreteType: 'Term',
    plural: true,
    selections: [field('id'), field('name')],
  }
  return {
    kind: 'Request',
    fragment: {
      kind: 'Fragment',
      name: 'Terms',
      type: 'Query',
      metadata: null,
      argumentDefinitions: [],
      selections: [terms],
      abstractKey: null,
    },
    operation: { kind: 'Operation', name: 'Terms', argumentDefinitions: [], selections: [terms] },
    params: { id, text: null, name: 'Terms', operationKind: 'query', metadata: {} },
  }
}
