/** The code of `docs/clients.md`, run as a front end runs it: bundled, against a gateway. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ApolloClient, ApolloLink } from '@apollo/client'
import type { Client } from '@urql/core'
import { buildSchema, isAbstractType, parse } from 'graphql'
import { type ConcreteRequest, type Environment, fetchQuery } from 'relay-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { startCachingGateway } from '../../support/caching/cacheClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import { countBlocks, type PageSnippets, writeSnippets } from '../../support/operations/pageSnippets.ts'
import { recordingFetch, sha256, startApollo } from '../../support/operations/protocolClients.ts'
import { termsRequest } from '../../support/operations/relayClient.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'
import { runNode } from '../../support/runNode.ts'

type Send = typeof globalThis.fetch

const page = 'docs/clients.md'
const projectFolder = join(import.meta.dirname, '../../..')
const publishedSdl = join(projectFolder, 'schema/published/api.graphql')

let gateway: HttpGateway
let endpoint: string
let person: TestPerson
let snippets: PageSnippets
let room: string
let office: string
beforeAll(async () => {
  snippets = writeSnippets(page)
  const campus = createCampusRows()
  const building = campus.building()
  for (let i = 0; i < 4; i++) campus.space(building)
  campus.space(building, { name: 'Ward Office', kind: 'OFFICE' })
  campus.term()
  gateway = await startHttpGateway({ prepare: (url) => campus.insert(url) })
  endpoint = `${gateway.url}/graphql`
  person = await addPerson(gateway.databaseUrl)
  const { graphql } = await gateway.post({ query: '{ spaces { nodes { id name } } }' })
  const idOf = (wanted: string) => graphql.data.spaces.nodes.find(({ name }: { name: string }) => name === wanted).id
  room = idOf('Room 1')
  office = idOf('Ward Office')
})
afterAll(async () => {
  await gateway.stop()
  snippets.remove()
})

const as =
  ({ headers }: TestPerson): Send =>
  (input, init) =>
    fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } })

/** A name of its own makes a text that the gateway does not know yet. */
const spacesText = (name: string) => `query ${name} { spaces { nodes { id ... on Space { name } } } }`
const fiveRooms = { spaces: { nodes: expect.objectContaining({ length: 5 }) } }

test('each block has a name, and the types of all are right', async () => {
  expect(snippets.names).toHaveLength(countBlocks(page))
  const compilerOptions = { allowImportingTsExtensions: false, module: 'preserve', lib: ['es2024', 'dom'] }
  const files = snippets.names.map((name) => `${name}.ts`)
  const config = { extends: join(projectFolder, 'tsconfig.json'), compilerOptions, files, include: [] }
  writeFileSync(join(snippets.folder, 'tsconfig.json'), JSON.stringify(config))
  const { exitStatus, stdout } = await runNode([binOf('typescript', 'tsc'), '-p', snippets.folder])
  expect([exitStatus, stdout]).toEqual([0, ''])
})

test('a session notices that it has ended, once, and goes on without its token', async () => {
  const { createSession } = (await snippets.load('session')) as {
    createSession(
      endpoint: string,
      onEnded: () => void,
    ): {
      send: Send
      signIn(login: string, password: string): Promise<{ token: string | null; userErrors: { code: string }[] }>
    }
  }
  const login = { username: 'esi', email: 'esi@campus.example', password: 'correct horse battery staple' }
  const signUp = 'mutation Up($input: SignUpInput!) { signUp(input: $input) { userErrors { code } } }'
  await gateway.post({ query: signUp, variables: { input: login } })

  let ended = 0
  const session = createSession(endpoint, () => ended++)
  const viewer = async () => {
    const body = JSON.stringify({ query: '{ viewer { username } }' })
    const headers = { 'content-type': 'application/json' }
    return ((await (await session.send(endpoint, { method: 'POST', headers, body })).json()) as GraphQLData).data.viewer
  }
  expect((await session.signIn('esi', 'wrong')).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }])
  const { token } = await session.signIn('esi', login.password)
  expect(await viewer()).toEqual({ username: 'esi' })
  const signOut = { query: 'mutation { signOut { userErrors { code } } }' }
  await gateway.post(signOut, { authorization: `Bearer ${token}` })
  expect([await viewer(), ended]).toEqual([null, 1])
  expect([await viewer(), ended]).toEqual([null, 1])
})

interface GraphQLData {
  data: { viewer: unknown }
}

test('an error has its codes and the data of the other fields', async () => {
  const { ask } = (await snippets.load('ask')) as { ask(endpoint: string, query: string): Promise<unknown> }
  expect(await ask(endpoint, '{ terms { name } }')).toEqual({ terms: [{ name: 'Term 1' }] })
  await expect(ask(endpoint, '{ terms { name } node(id: "none") { id } }')).rejects.toMatchObject({
    codes: ['BAD_USER_INPUT'],
    data: { terms: [{ name: 'Term 1' }], node: null },
  })
})

test('a booking whose first answer is lost is made once', async () => {
  const { book } = (await snippets.load('book')) as {
    book(endpoint: string, booking: object, send: Send): Promise<{ booking: { id: string }; userErrors: object[] }>
  }
  const start = Date.now() + 24 * 3_600_000
  const [startsAt, endsAt] = [new Date(start).toISOString(), new Date(start + 3_600_000).toISOString()]
  let sent = 0
  const losing: Send = async (input, init) => {
    const response = await as(person)(input, init)
    if (++sent === 1) throw new TypeError('fetch failed')
    return response
  }
  const made = await book(endpoint, { space: room, title: 'Study', startsAt, endsAt }, losing)
  expect([made, sent]).toEqual([{ booking: expect.objectContaining({ startsAt, endsAt }), userErrors: [] }, 2])
  const { graphql } = await gateway.post(
    { query: '{ bookings(filter: { mine: true }) { totalCount } }' },
    person.headers,
  )
  expect(graphql.data.bookings.totalCount).toBe(1)
  const refused = await book(endpoint, { space: office, title: 'Study', startsAt, endsAt }, as(person))
  expect(refused).toMatchObject({ booking: null, userErrors: [{ code: 'NOT_BOOKABLE' }] })
})

test('all pages hold each room once', async () => {
  const { allRooms } = (await snippets.load('rooms')) as {
    allRooms(endpoint: string, first: number): AsyncGenerator<{ name: string }>
  }
  const names: string[] = []
  for await (const { name } of allRooms(endpoint, 2)) names.push(name)
  expect(names).toEqual(['Room 1', 'Room 2', 'Room 3', 'Room 4', 'Ward Office'])
})

test('a batch is one request, of hashes', async () => {
  const { batchLink } = (await snippets.load('apolloBatches')) as {
    batchLink(endpoint: string, send: Send): ApolloLink
  }
  const { fetch: record, sent } = recordingFetch()
  let requests = 0
  const counting: Send = (input, init) => {
    requests++
    return record(input, init)
  }
  const { createApollo } = await loadApollo()
  const client = createApollo(endpoint)
  client.setLink(batchLink(endpoint, counting))
  const ask = () =>
    Promise.all(
      ['BatchA', 'BatchB'].map((name) => client.query({ query: parse(spacesText(name)), fetchPolicy: 'no-cache' })),
    )
  for (const { data } of await ask()) expect(data).toMatchObject(fiveRooms)
  sent.length = requests = 0
  for (const { data } of await ask()) expect(data).toMatchObject(fiveRooms)
  expect([requests, sent.map(({ by }) => by)]).toEqual([1, ['hash', 'hash']])
})

test('a second GET is 304, from the cache', async () => {
  const caching = await startCachingGateway({ databaseUrl: gateway.databaseUrl })
  try {
    const { read } = (await snippets.load('read')) as {
      read(endpoint: string, documentId: string, variables: object, send: Send): Promise<unknown>
    }
    const answers: Response[] = []
    const recording: Send = async (input, init) => {
      const response = await fetch(input, init)
      answers.push(response)
      return response
    }
    const campusMap = readRegisteredOperations().find(({ name }) => name === 'CampusMap')?.id ?? ''
    const ask = () => read(`${caching.url}/graphql`, campusMap, { first: 5 }, recording)
    const data = { buildings: expect.objectContaining({ totalCount: 1 }) }
    for (let time = 0; time < 3; time++) expect(await ask()).toMatchObject({ data })
    expect(answers.at(-1)?.status).toBe(304)
    expect(answers.at(-1)?.headers.get('cache-status')).toMatch(/^compax; hit; ttl=\d+$/)
    expect(answers.at(-1)?.headers.get('cache-control')).toMatch(/^public, max-age=0/)
  } finally {
    await caching.stop()
  }
})

const loadApollo = async () =>
  (await snippets.load('apollo')) as {
    createApollo(endpoint: string, send?: Send): ApolloClient
    possibleTypes: Record<string, string[]>
  }

test('the possible types are those of the schema', async () => {
  const schema = buildSchema(readFileSync(publishedSdl, 'utf8'))
  const abstract = Object.values(schema.getTypeMap()).filter(
    (type) => isAbstractType(type) && !type.name.startsWith('__'),
  )
  const wanted = abstract.map((type) => [
    type.name,
    isAbstractType(type)
      ? schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .sort()
      : [],
  ])
  const { possibleTypes } = await loadApollo()
  const listed = Object.entries(possibleTypes).map(([name, types]) => [name, types.toSorted()])
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(wanted))
})

test('Apollo Client sends the hash alone the second time, and matches a Space with a Classroom', async () => {
  const { createApollo } = await loadApollo()
  const { fetch, sent } = recordingFetch()
  const query = parse(`query Room($id: ID!) { node(id: $id) { id ... on Space { name } } }`)
  const ask = async (client: ApolloClient) => (await client.query({ query, variables: { id: room } })).data
  const expected = { node: { __typename: 'Classroom', id: room, name: 'Room 1' } }
  expect(await ask(createApollo(endpoint, fetch))).toEqual(expected)
  const client = createApollo(endpoint, fetch)
  expect(await ask(client)).toEqual(expected)
  expect(await ask(client)).toEqual(expected)
  expect(sent.map(({ method, by }) => `${method} ${by}`)).toEqual(['GET hash', 'POST hash and text', 'GET hash'])
})

test('without `possibleTypes` Apollo Client leaves the fields of the fragment out', async () => {
  const { HttpLink } = await import('@apollo/client')
  const client = startApollo(new HttpLink({ uri: endpoint }))
  const query = parse(`query Room($id: ID!) { node(id: $id) { id ... on Space { name } } }`)
  const { data } = await client.query({ query, variables: { id: room } })
  expect(data).toEqual({ node: { __typename: 'Classroom', id: room } })
})

test('Apollo Client joins the pages that it fetched', async () => {
  const { createApollo } = await loadApollo()
  const query = parse(`query Pages($after: String) {
    spaces(first: 3, after: $after) { edges { cursor node { id name } } pageInfo { hasNextPage endCursor } }
  }`)
  const client = createApollo(endpoint)
  const { data } = await client.query<RoomPages>({ query })
  const rooms = client.watchQuery<RoomPages>({ query })
  const subscription = rooms.subscribe(() => {})
  await rooms.fetchMore({ variables: { after: data?.spaces.pageInfo.endCursor } })
  expect(client.readQuery<RoomPages>({ query })?.spaces.edges).toHaveLength(5)
  subscription.unsubscribe()
})

interface RoomPages {
  spaces: { edges: object[]; pageInfo: { endCursor: string } }
}

test('urql sends the hash alone the second time', async () => {
  const { createUrql } = (await snippets.load('urql')) as { createUrql(endpoint: string, send: Send): Client }
  const { fetch, sent } = recordingFetch()
  for (let time = 0; time < 2; time++) {
    const { data } = await createUrql(endpoint, fetch).query(spacesText('Urql'), {}).toPromise()
    expect(data).toMatchObject(fiveRooms)
  }
  expect(sent.map(({ method, by }) => `${method} ${by}`)).toEqual(['GET hash', 'GET hash and text', 'GET hash'])
})

test('Relay sends the text of an id once, and takes a node that it has from its store', async () => {
  const { createRelay } = (await snippets.load('relay')) as {
    createRelay(endpoint: string, texts: Record<string, string>, send: Send): Environment
  }
  const { fetch, sent } = recordingFetch()
  const text = 'query Terms {\n  terms {\n    name\n    id\n  }\n}'
  const id = sha256(text)
  const environment = createRelay(endpoint, { [id]: text }, fetch)
  const ask = () => fetchQuery(environment, termsRequest(id), {}).toPromise() as Promise<{ terms: { id: string }[] }>
  const { terms } = await ask()
  expect(await ask()).toEqual({ terms })
  expect(sent.map(({ by }) => by)).toEqual(['hash', 'hash and text', 'hash'])

  const term = terms[0]?.id ?? ''
  const node = fetchQuery(environment, termNodeRequest, { id: term }, { fetchPolicy: 'store-or-network' })
  expect(await node.toPromise()).toMatchObject({ node: { id: term, name: 'Term 1' } })
  expect(sent).toHaveLength(3)
})

/** `query TermNode($id: ID!) { node(id: $id) { __typename id ... on Term { name } } }`, as Relay's compiler makes it. */
const termNodeRequest: ConcreteRequest = (() => {
  const field = (name: string) => ({ kind: 'ScalarField' as const, alias: null, name, args: null, storageKey: null })
  const node = {
    kind: 'LinkedField' as const,
    alias: null,
    name: 'node',
    args: [{ kind: 'Variable' as const, name: 'id', variableName: 'id' }],
    storageKey: null,
    concreteType: null,
    plural: false,
    selections: [
      field('__typename'),
      field('id'),
      { kind: 'InlineFragment' as const, type: 'Term', abstractKey: null, selections: [field('name')] },
    ],
  }
  const argumentDefinitions = [{ kind: 'LocalArgument' as const, name: 'id', defaultValue: null }]
  const name = 'TermNode'
  return {
    kind: 'Request',
    fragment: {
      kind: 'Fragment',
      name,
      type: 'Query',
      metadata: null,
      argumentDefinitions,
      selections: [node],
      abstractKey: null,
    },
    operation: { kind: 'Operation', name, argumentDefinitions, selections: [node] },
    params: { id: 'not sent', text: null, name, operationKind: 'query', metadata: {} },
  }
})()

test('graphql-codegen makes a document that Apollo Client takes', async () => {
  const sources = join(snippets.folder, 'src')
  mkdirSync(sources, { recursive: true })
  copyFileSync(publishedSdl, join(snippets.folder, 'api.graphql'))
  writeFileSync(
    join(sources, 'week.ts'),
    `import { graphql } from './gql/index.js'
     export const bookings = graphql(\`query Starts { bookings(first: 1) { nodes { id startsAt } } }\`)`,
  )
  const codegen = binOf('@graphql-codegen/cli', 'graphql-codegen')
  const { exitStatus, stderr, stdout } = await runNode([codegen, '--config', 'codegen.ts'], { cwd: snippets.folder })
  expect(exitStatus, stderr + stdout).toBe(0)
  const types = readFileSync(join(sources, 'gql/graphql.ts'), 'utf8')
  expect(types).toMatch(/startsAt: string/)
  const { bookings } = await snippets.load('src/week')
  const { createApollo } = await loadApollo()
  const { data } = await createApollo(endpoint).query({ query: bookings as ReturnType<typeof parse> })
  expect(data).toMatchObject({ bookings: { nodes: expect.any(Array) } })
})

function binOf(name: string, command: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command])
}
