/** Clients of others against a gateway that runs: what they send for an operation, and that they get its answer. */
import { HttpLink } from '@apollo/client'
import { BatchHttpLink } from '@apollo/client/link/batch-http'
import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readOperations } from '../../../src/gateway/operations/manifest.ts'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { freePort } from '../../support/caching/redisServer.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import {
  protocolClients,
  recordingFetch,
  sha256,
  startApollo,
  startUrql,
} from '../../support/operations/protocolClients.ts'
import { askRelay } from '../../support/operations/relayClient.ts'

let database: TestDatabase
let gateway: HttpGateway
let enforcing: HttpGateway
beforeAll(async () => {
  database = await freshDatabase()
  const campus = createCampusRows()
  campus.building()
  campus.term()
  await campus.insert(database.url)
  const start = (env: Record<string, string>) => startHttpGateway({ databaseUrl: database.url, env })
  ;[gateway, enforcing] = await Promise.all([start({}), start({ TRUSTED_DOCUMENTS: 'enforce' })])
})
afterAll(async () => {
  await Promise.all([gateway.stop(), enforcing.stop()])
  await database.drop()
})

const endpoint = ({ url }: HttpGateway) => `${url}/graphql`

let texts = 0
/** Never sent before, and in no cache */
const freshText = () =>
  `query Fresh${++texts} {\n  buildings(first: ${texts}) {\n    nodes {\n      id\n      name\n    }\n  }\n}`
const answered = { buildings: { nodes: [expect.objectContaining({ name: 'Building 1' })] } }

const clients = Object.entries(protocolClients)
const hashMethod = (name: string) => (name.includes('by GET') ? 'GET' : 'POST')
/** urql keeps to GET for the text too. */
const textMethod = (name: string) => (name === 'urql, hashes by GET' ? 'GET' : 'POST')

describe('a hash that is new to the gateway', () => {
  test.each(clients)('%s sends the text after it, once, and the hash alone from then on', async (name, start) => {
    const text = freshText()
    const first = recordingFetch()
    expect(await start(endpoint(gateway), first.fetch).ask(text)).toMatchObject(answered)
    expect(first.sent).toEqual([
      { method: hashMethod(name), by: 'hash' },
      { method: textMethod(name), by: 'hash and text' },
    ])
    const second = recordingFetch()
    expect(await start(endpoint(gateway), second.fetch).ask(text)).toMatchObject(answered)
    expect(second.sent).toEqual([{ method: hashMethod(name), by: 'hash' }])
  })

  test('Relay sends the text after its documentId, once, and the id alone from then on', async () => {
    const text = 'query Terms {\n  terms {\n    id\n    name\n  }\n}'
    const { fetch, sent } = recordingFetch()
    for (let time = 0; time < 2; time++) {
      expect(await askRelay({ url: endpoint(gateway), fetch, text })).toMatchObject({ terms: [{ name: 'Term 1' }] })
    }
    expect(sent.map(({ by }) => by)).toEqual(['hash', 'hash and text', 'hash'])
  })

  test('in a batch with known ones Apollo Client sends the texts of those alone that are not known', async () => {
    const { fetch, sent } = recordingFetch()
    const client = startApollo(new BatchHttpLink({ uri: endpoint(gateway), fetch }))
    const ask = async (text: string) => (await client.query({ query: parse(text), fetchPolicy: 'no-cache' })).data
    const [known, ...others] = [freshText(), freshText(), freshText()]
    expect(await ask(known ?? '')).toMatchObject(answered)
    sent.length = 0
    for (const data of await Promise.all([known ?? '', ...others].map(ask))) expect(data).toMatchObject(answered)
    expect(sent.map(({ by }) => by)).toEqual(['hash', 'hash', 'hash', 'hash and text', 'hash and text'])
  })

  test('is answered in the words of the protocol, with a hint for people beside them', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(freshText()) } }
    for (const request of [{ extensions }, { documentId: extensions.persistedQuery.sha256Hash }]) {
      const { graphql } = await gateway.post(request)
      expect(graphql.errors).toEqual([
        {
          message: 'PersistedQueryNotFound',
          extensions: {
            code: 'PERSISTED_QUERY_NOT_FOUND',
            hint: 'No operation is known by this hash. Send its text with it, once.',
          },
        },
      ])
    }
  })
})

describe('while the store of texts cannot be reached', () => {
  let cutOff: HttpGateway
  beforeAll(async () => {
    // Nothing listens there.
    const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}` }
    cutOff = await startHttpGateway({ databaseUrl: database.url, env })
  })
  afterAll(() => cutOff.stop())

  test.each(clients)('%s sends the text', async (name, start) => {
    const { fetch, sent } = recordingFetch()
    const client = start(endpoint(cutOff), fetch)
    expect(await client.ask(freshText())).toMatchObject(answered)
    expect(await client.ask(freshText())).toMatchObject(answered)
    // graphql-request has our own lines for this, which do not remember.
    const second = name === 'graphql-request' ? ['hash', 'hash and text'] : ['text']
    const first = name === 'graphql-request' ? 'hash and text' : 'text'
    expect(sent.map(({ by }) => by)).toEqual(['hash', first, ...second])
  })

  test('a hash is refused in the words of the protocol, with a hint for people beside them', async () => {
    const { graphql } = await cutOff.post({
      extensions: { persistedQuery: { version: 1, sha256Hash: sha256(freshText()) } },
    })
    expect(graphql.errors).toEqual([
      {
        message: 'PersistedQueryNotSupported',
        extensions: {
          code: 'PERSISTED_QUERY_NOT_SUPPORTED',
          hint: 'Hashes cannot be looked up at the moment. Send the text.',
        },
      },
    ])
  })
})

describe('TRUSTED_DOCUMENTS=enforce', () => {
  const campusMap = readRegisteredOperations().find(({ name }) => name === 'CampusMap')
  const file = readOperations().find(({ name }) => name === 'CampusMap')
  if (campusMap === undefined || file === undefined) throw new Error('CampusMap is registered.')

  test.each([
    ['the text of the manifest', campusMap.body],
    ['the file of the operation, to which it adds `__typename`', file.text],
  ])('answers the hash of Apollo Client that has %s, and its cache tells things apart', async (_what, text) => {
    const { fetch, sent } = recordingFetch()
    const client = startApollo(new HttpLink({ uri: endpoint(enforcing), fetch }))
    const { data } = await client.query({ query: parse(text) })
    expect(data).toMatchObject(answered)
    expect(sent.map(({ by }) => by)).toEqual(['hash'])
    const cached = Object.keys(client.cache.extract() as object).filter((key) => key.startsWith('Building:'))
    expect(cached).toHaveLength(1)
  })

  test('answers the text of Apollo Client without hashes', async () => {
    const { fetch, sent } = recordingFetch()
    const { ApolloClient, InMemoryCache } = await import('@apollo/client')
    const link = new HttpLink({ uri: endpoint(enforcing), fetch })
    const client = new ApolloClient({ cache: new InMemoryCache(), link })
    expect((await client.query({ query: parse(file.text) })).data).toMatchObject(answered)
    expect(sent.map(({ by }) => by)).toEqual(['text'])
  })

  test.each([
    ['the text of the manifest', campusMap.body],
    ['the file of the operation', file.text],
  ])('answers the hash of urql that has %s', async (_what, text) => {
    const { fetch, sent } = recordingFetch()
    const client = startUrql({ url: endpoint(enforcing), fetch }, { enforcePersistedQueries: true })
    expect(await client.ask(text)).toMatchObject(answered)
    expect(sent.map(({ by }) => by)).toEqual(['hash'])
  })

  test.each([
    ['the text of the manifest', campusMap.body],
    ['the file of the operation', file.text],
  ])('answers urql that takes hashes from the manifest and has %s', async (_what, text) => {
    const { fetch, sent } = recordingFetch()
    const idByName = new Map(readRegisteredOperations().map(({ name, id }) => [name, id]))
    const client = startUrql(
      { url: endpoint(enforcing), fetch },
      {
        enforcePersistedQueries: true,
        generateHash: async (_text, document) => {
          const [definition] = document.definitions
          return (definition?.kind === 'OperationDefinition' && idByName.get(definition.name?.value ?? '')) || ''
        },
      },
    )
    expect(await client.ask(text)).toMatchObject(answered)
    expect(sent.map(({ by }) => by)).toEqual(['hash'])
  })

  test('refuses what a client sends that is registered nowhere', async () => {
    const { fetch, sent } = recordingFetch()
    const client = startApollo(new HttpLink({ uri: endpoint(enforcing), fetch }))
    await expect(client.query({ query: parse(freshText()) })).rejects.toThrow('Have this one registered.')
    expect(sent.map(({ by }) => by)).toEqual(['hash'])
  })
})
