/** The table of what is answered by text, by hash and by document id, in each mode of TRUSTED_DOCUMENTS. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, print, stripIgnoredCharacters } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { type HttpAnswer, type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

const modes = ['off', 'log', 'enforce'] as const
type Mode = (typeof modes)[number]

let database: TestDatabase
let gateways: Record<Mode, HttpGateway>
beforeAll(async () => {
  database = await freshDatabase()
  const campus = createCampusRows()
  campus.building()
  await campus.insert(database.url)
  const start = (mode: Mode) => startHttpGateway({ databaseUrl: database.url, env: { TRUSTED_DOCUMENTS: mode } })
  const [off, log, enforce] = await Promise.all([start('off'), start('log'), start('enforce')])
  gateways = { off, log, enforce }
})
afterAll(async () => {
  await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()))
  await database.drop()
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

const registered = readRegisteredOperations().find(({ name }) => name === 'CampusMap')
if (registered === undefined) throw new Error('CampusMap is registered.')
const { id, body } = registered
const readFile = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../../schema/operations/${name}.graphql`), 'utf8')
const file = readFile('CampusMap')
const searchFile = readFile('Search')
/** As a client prints the file that adds no `__typename` */
const plain = print(parse(file))

let texts = 0
/** Registered nowhere, and never sent before */
const freshText = () => `{ __typename u${++texts}: __typename }`

type Outcome = [status: number, code: string | undefined]
const answered: Outcome = [200, undefined]
const refused: Outcome = [403, 'OPERATION_NOT_REGISTERED']
const notFoundByHash: Outcome = [200, 'PERSISTED_QUERY_NOT_FOUND']
const notFoundById: Outcome = [404, 'PERSISTED_QUERY_NOT_FOUND']
const mismatch: Outcome = [400, 'BAD_USER_INPUT']

interface Row {
  sent: string
  /** What is sent; `remember` sends a text first. */
  request(remember: (text: string) => Promise<string>): Promise<object> | object
  off: Outcome
  log: Outcome
  enforce: Outcome
  /** What `log` mode logs: the hash of what was not registered */
  logged: boolean
}

const always = (outcome: Outcome) => ({ off: outcome, log: outcome, enforce: outcome, logged: false })
const unregistered = { off: answered, log: answered, enforce: refused, logged: true }
const unknown = (outcome: Outcome) => ({ off: outcome, log: outcome, enforce: refused, logged: false })

const rows: Row[] = [
  { sent: 'a text', request: () => ({ query: freshText() }), ...unregistered },
  {
    sent: 'a hash with its text',
    request: () => {
      const query = freshText()
      return { query, ...persisted(sha256(query)) }
    },
    ...unregistered,
  },
  { sent: 'a registered text', request: () => ({ query: body }), ...always(answered) },
  { sent: 'a registered hash with its text', request: () => ({ query: body, ...persisted(id) }), ...always(answered) },
  { sent: 'the file of a registered operation', request: () => ({ query: file }), ...always(answered) },
  {
    sent: 'a registered text without white space',
    request: () => ({ query: stripIgnoredCharacters(body) }),
    ...always(answered),
  },
  {
    sent: 'a registered text without the `__typename`s that were added',
    request: () => ({ query: plain }),
    ...always(answered),
  },
  {
    sent: 'the file of a registered operation that has one `__typename` of its own',
    request: () => ({ query: searchFile, operationName: 'Search', variables: { query: 'x' } }),
    ...always(answered),
  },
  {
    sent: 'the hash of a registered text without the `__typename`s that were added',
    request: () => persisted(sha256(plain)),
    ...always(answered),
  },
  { sent: 'a registered hash', request: () => persisted(id), ...always(answered) },
  { sent: 'a registered hash in upper case', request: () => persisted(id.toUpperCase()), ...always(answered) },
  { sent: 'a registered documentId', request: () => ({ documentId: id }), ...always(answered) },
  {
    sent: 'a registered documentId with its scheme',
    request: () => ({ documentId: `SHA256:${id.toUpperCase()}` }),
    ...always(answered),
  },
  { sent: 'a remembered hash', request: async (remember) => persisted(await remember(freshText())), ...unregistered },
  {
    sent: 'a remembered documentId',
    request: async (remember) => ({ documentId: `sha256:${(await remember(freshText())).toUpperCase()}` }),
    ...unregistered,
  },
  { sent: 'an unknown hash', request: () => persisted(sha256(freshText())), ...unknown(notFoundByHash) },
  { sent: 'an unknown documentId', request: () => ({ documentId: sha256(freshText()) }), ...unknown(notFoundById) },
  { sent: "another text's hash", request: () => ({ query: freshText(), ...persisted(id) }), ...always(mismatch) },
  { sent: "another text's documentId", request: () => ({ query: freshText(), documentId: id }), ...always(mismatch) },
  {
    sent: "a registered text with another's hash",
    request: () => ({ query: body, ...persisted(sha256('x')) }),
    ...always(mismatch),
  },
]

const send = (gateway: HttpGateway, method: string, request: object): Promise<HttpAnswer> =>
  method === 'GET' ? gateway.get({ ...request }) : gateway.post(request)

const warnings = (gateway: HttpGateway) => gateway.logged().filter(({ level }) => Number(level) >= 40)

describe.each(modes)('TRUSTED_DOCUMENTS=%s', (mode) => {
  describe.each(['POST', 'GET'])('%s', (method) => {
    test.each(rows)('$sent', async ({ request, [mode]: [status, code], logged }) => {
      const gateway = gateways[mode]
      const remember = async (query: string) => {
        await gateway.post({ query })
        return sha256(query)
      }
      const sent = await request(remember)
      const before = warnings(gateway).length
      const answer = await send(gateway, method, sent)
      expect([answer.status, answer.code]).toEqual([status, code])
      expect('data' in answer.graphql).toBe(code === undefined)
      expect(warnings(gateway).length - before).toBe(mode === 'log' && logged ? 1 : 0)
    })
  })
})

describe('a registered operation', () => {
  test('is answered from a URL of extensions and variables alone', async () => {
    const answer = await gateways.enforce.get({ ...persisted(id), variables: { first: 1 } })
    expect(answer.graphql.data.buildings.nodes).toMatchObject([{ name: 'Building 1' }])
  })

  test('selects `__typename` for the caches of clients; without them in its text it is answered without them', async () => {
    const typenames = async (request: object) =>
      (await gateways.enforce.post(request)).body.toString().match(/"__typename":"\w+"/g)?.length ?? 0
    for (const request of [{ query: body }, persisted(id), { documentId: id }]) {
      expect(await typenames(request)).toBeGreaterThan(1)
    }
    for (const request of [{ query: plain }, { query: file }, persisted(sha256(plain))]) {
      expect(await typenames(request)).toBe(0)
    }
  })

  test('in its own file is known by the hash of that from then on', async () => {
    const other = `# Ours\n${file}`
    expect((await gateways.enforce.post(persisted(sha256(other)))).code).toBe('OPERATION_NOT_REGISTERED')
    expect((await gateways.enforce.post({ query: other, ...persisted(sha256(other)) })).code).toBeUndefined()
    expect((await gateways.enforce.post(persisted(sha256(other)))).code).toBeUndefined()
  })

  test('with anything more in its text is another operation', async () => {
    const more = print(parse(`${body} query Sneaked { __typename }`))
    for (const query of [more, body.replace('name', 'name kind'), body.replace('CampusMap', 'Other')]) {
      expect((await gateways.enforce.post({ query, operationName: 'CampusMap' })).code).toBe('OPERATION_NOT_REGISTERED')
    }
  })
})

describe('a text', () => {
  test('is found by its hash, when it came without', async () => {
    const query = freshText()
    await gateways.off.post({ query })
    expect((await gateways.off.get(persisted(sha256(query)))).graphql.data).toHaveProperty('__typename')
  })

  test.each([
    ['does not parse', '{ __typename '],
    ['is not valid', '{ nothing }'],
    ['is too deep', `{ ${'... { '.repeat(301)} __typename ${' }'.repeat(302)}`],
    ['is too costly', '{ spaces(first: 100) { nodes { bookings(first: 100) { nodes { space { id } } } } } }'],
  ])('that %s is not', async (_what, query) => {
    expect((await gateways.off.post({ query, ...persisted(sha256(query)) })).code).toBeDefined()
    expect((await gateways.off.post(persisted(sha256(query)))).code).toBe('PERSISTED_QUERY_NOT_FOUND')
  })

  test('sent with the hash of another is not remembered by either', async () => {
    const [planted, own] = [freshText(), freshText()]
    await gateways.off.post({ query: planted, ...persisted(sha256(own)) })
    expect((await gateways.off.post(persisted(sha256(own)))).code).toBe('PERSISTED_QUERY_NOT_FOUND')
    expect((await gateways.off.post(persisted(sha256(planted)))).code).toBe('PERSISTED_QUERY_NOT_FOUND')
  })
})

test('log names what it answered by its hash', async () => {
  const query = freshText()
  await gateways.log.post([{ query }, { query: body }])
  expect(warnings(gateways.log).at(-1)).toMatchObject({
    hash: sha256(query),
    msg: 'An operation that is not registered was answered.',
  })
})

describe('abuse', () => {
  test.each([
    ['extensions is not an object', { extensions: [] }, '`extensions` must be an object.'],
    ['persistedQuery is not an object', { extensions: { persistedQuery: 1 } }, '`extensions.persistedQuery` must be'],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: id } } }, 'with `version` 1'],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }, 'must be a sha256 hash: 64 hexadecimal digits.'],
    ['a short hash', persisted(id.slice(1)), 'must be a sha256 hash'],
    ['a hash of other letters', persisted(id.replace(/./, 'g')), 'must be a sha256 hash'],
    ['a document id of another kind', { documentId: 7 }, '`documentId` must be a sha256 hash'],
    [
      'two operations',
      { documentId: id, ...persisted('0'.repeat(64)) },
      '`documentId` and `extensions.persistedQuery` name two',
    ],
    ['another scheme', { documentId: `md5:${id}` }, '`documentId` must be a sha256 hash'],
    ['a text that is none', { query: 7 }, '`query` must be a string'],
    ['nothing', {}, 'Send the text of an operation as `query`, or the hash of one that is known.'],
    ['an empty text', { query: '' }, 'Send the text of an operation'],
  ])('%s', async (_what, request, message) => {
    for (const mode of modes) {
      const answer = await gateways[mode].post(request)
      expect([answer.status, answer.code]).toEqual([400, 'BAD_USER_INPUT'])
      expect(answer.graphql.errors?.[0]?.message).toContain(message)
    }
  })
})
