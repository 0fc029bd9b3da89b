/** Arrays with mutations keep their order. An operation after a mutation is answered for the viewer at that time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256, startCachingGateway, statusOf, warm } from '../../support/caching/cacheClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import type { GraphQLAnswer } from '../../support/harness.ts'
import type { HttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let gateway: HttpGateway
let admin: TestPerson
let building: string
beforeAll(async () => {
  const campus = createCampusRows()
  campus.space(campus.building())
  gateway = await startCachingGateway({ prepare: campus.insert })
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
  building = Buffer.from('Building:1').toString('base64url')
})
afterAll(() => gateway.stop())

interface Sent {
  query?: string
  variables?: object
  extensions?: object
}

async function batch(entries: Sent[], headers: Record<string, string> = admin.headers): Promise<GraphQLAnswer[]> {
  const answer = await gateway.post(entries, headers)
  expect(answer.status).toBe(200)
  return JSON.parse(answer.body.toString())
}

const floorsQuery = 'query Floors { building(name: "Building 1") { floors } }'
const setQuery =
  'mutation Set($b: ID!, $n: Int!) { updateBuilding(input: { building: $b, floors: $n }) { building { floors } userErrors { code } } }'
const set = (floors: number, query = setQuery): Sent => ({ query, variables: { b: building, n: floors } })
const byHash = (query: string): Sent => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } },
})

let texts = 0
/** A text that no gateway has seen */
const newText = (query: string): Sent => ({ query: `${query} # ${++texts}` })

const floorsOf = ({ data, errors }: GraphQLAnswer) =>
  errors ? errors[0]?.extensions.code : (data.building ?? data.updateBuilding.building).floors

describe('an array with a mutation', () => {
  const reads: Record<string, () => Sent> = {
    hash: () => byHash(floorsQuery),
    text: () => ({ query: floorsQuery }),
    'new text': () => newText(floorsQuery),
  }

  for (const [before, readBefore] of Object.entries(reads)) {
    for (const [after, readAfter] of Object.entries(reads)) {
      test(`answers [read by ${before}, mutation, read by ${after}] in its order`, async () => {
        await warm(gateway, { query: floorsQuery })
        for (const mutation of [set, (floors: number) => ({ ...set(floors), ...newText(setQuery) })]) {
          await batch([set(3)])
          const answers = await batch([readBefore(), mutation(4), readAfter()])
          expect(answers.map(floorsOf)).toEqual([3, 4, 4])
        }
      })
    }
  }

  test('ends with the later of two changes of one row, and shows each its own', async () => {
    for (let time = 0; time < 10; time++) {
      const answers = await batch([set(5), set(6), set(7), { query: floorsQuery }])
      expect(answers.map(floorsOf)).toEqual([5, 6, 7, 7])
    }
  })

  test('keeps what stands between two mutations', async () => {
    await batch([set(1)])
    const answers = await batch([
      { query: floorsQuery },
      set(2),
      { query: floorsQuery },
      set(3),
      { query: floorsQuery },
    ])
    expect(answers.map(floorsOf)).toEqual([1, 2, 2, 3, 3])
  })

  test('answers what follows from the cache again', async () => {
    const query = '{ terms { name } }'
    await warm(gateway, { query })
    const answers = await batch([set(8), { query }])
    expect(answers[1]?.extensions?.sql?.statements).toBe(0)
  })

  test('goes on after an entry that is refused', async () => {
    await batch([set(1)])
    const wrong = { query: 'mutation { nothing }' }
    const answers = await batch([{ query: floorsQuery }, wrong, set(2), wrong, { query: floorsQuery }])
    expect(answers.map(floorsOf)).toEqual([1, 'GRAPHQL_VALIDATION_FAILED', 2, 'GRAPHQL_VALIDATION_FAILED', 2])
  })

  test('knows a hash from then on where an entry has brought its text', async () => {
    const text = newText(floorsQuery)
    const answers = await batch([text, set(2), byHash(String(text.query))])
    expect(floorsOf(answers[2] as GraphQLAnswer)).toBe(2)
  })

  test('counts its cost in its order, mutations or not', async () => {
    const wide = { query: '{ spaces(first: 100) { nodes { ratings(first: 100) { nodes { score } } } } }' }
    const answers = await batch([wide, set(2), wide])
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
      undefined,
      undefined,
      'OPERATION_TOO_COSTLY',
    ])
  })
})

describe('an array without a mutation', () => {
  test('is read side by side, with one set of loaders', async () => {
    const rooms = { query: '{ spaces(first: 3) { nodes { building { kind } } } }' }
    const answers = await batch([newText(rooms.query), newText(rooms.query)], {})
    expect(answers.map(({ extensions }) => extensions?.sql?.statements)).toEqual([2, 0])
  })
})

describe('who asks, after a mutation', () => {
  const viewer = { query: '{ viewer { username role } }' }
  const me = (person: TestPerson) => Buffer.from(`User:${person.id}`).toString('base64url')
  const setRole = (person: TestPerson, role: string) => ({
    query: 'mutation($u: ID!, $r: Role!) { setUserRole(input: { user: $u, role: $r }) { userErrors { code } } }',
    variables: { u: me(person), r: role },
  })
  const users = { query: '{ users { totalCount } }' }

  test('a role taken away counts for the read after it', async () => {
    const person = await addPerson(gateway.databaseUrl, 'ADMIN')
    const [before, , after] = await batch([users, setRole(person, 'STUDENT'), users], person.headers)
    expect(before?.data.users.totalCount).toBeGreaterThan(1)
    // Its sessions have ended with the role.
    expect(after?.data.users.totalCount).toBe(0)
  })

  test('and for the mutation after it', async () => {
    const person = await addPerson(gateway.databaseUrl, 'ADMIN')
    const answers = await batch([setRole(person, 'STUDENT'), set(9)], person.headers)
    expect(answers[1]?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  test('signing out leaves no viewer, and signing in the person who did', async () => {
    const person = await addPerson(gateway.databaseUrl)
    const signOut = { query: 'mutation { signOut { userErrors { code } } }' }
    const out = await batch([viewer, signOut, viewer], person.headers)
    expect(out.map(({ data }) => data.viewer?.username)).toEqual([person.username, undefined, undefined])
    expect(out[2]?.data).toEqual({ viewer: null })

    const account = { username: `new-${Date.now().toString(36)}`, password: 'correct horse battery staple 7' }
    const signUp = {
      query: 'mutation($i: SignUpInput!) { signUp(input: $i) { user { username } userErrors { code message } } }',
      variables: { i: { ...account, email: `${account.username}@campus.example` } },
    }
    expect((await batch([viewer, signUp, viewer], {}))[2]?.data.viewer?.username).toBe(account.username)
    const signIn = {
      query: 'mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }',
      variables: { i: { login: account.username, password: account.password } },
    }
    const inAgain = await batch([viewer, signIn, viewer, signOut, viewer], {})
    expect(inAgain.map(({ data }) => data.viewer?.username)).toEqual([
      undefined,
      undefined,
      account.username,
      undefined,
      undefined,
    ])
  })
})

test('a request that is alone is answered from the cache as before', async () => {
  const { headers } = await warm(gateway, { query: floorsQuery })
  expect(statusOf(headers)).toBe('hit')
})
