/** What is one question and what is another, and what an answer says of where it came from and how long it may be kept. */
import { setImmediate } from 'node:timers/promises'
import { parse, print } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import {
  answerOf,
  ask,
  bodyOf,
  fresh,
  startCachingGateway,
  statusOf,
  warm,
  ways,
} from '../../support/caching/cacheClient.ts'
import { withClient } from '../../support/caching/withClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import type { HttpAnswer, HttpGateway } from '../../support/httpGateway.ts'
import { backendsWaitingFor } from '../../support/lockWaits.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let database: TestDatabase
let gateway: HttpGateway
let production: HttpGateway
let person: TestPerson
const campus = createCampusRows()
const building = campus.building({ name: 'Hall' })
const spaces = Array.from({ length: 40 }, () => campus.space(building))
beforeAll(async () => {
  database = await freshDatabase()
  await campus.insert(database.url)
  person = await addPerson(database.url)
  const databaseUrl = database.url
  ;[gateway, production] = await Promise.all([
    startCachingGateway({ databaseUrl }),
    startCachingGateway({ databaseUrl, env: { NODE_ENV: 'production', CORS_ORIGINS: 'https://web.example' } }),
  ])
})
afterAll(async () => {
  await Promise.all([gateway.stop(), production.stop()])
  await database.drop()
})

let names = 0
/** An operation that no client asked before, of about 3 kB */
const roomsAs = (alias = `a${++names}`) => `{ ${alias}: spaces(first: 40) { nodes { id name floor } } }`
const room = (index = 0) => encodeGlobalId('Space', spaces[index]?.id ?? 0)

describe('equal questions', () => {
  const declared = 'query Q($id: ID!, $first: Int = 3, $from: DateTime)'
  const asked = (alias: string) =>
    `${declared} { ${alias}: node(id: $id) { ... on Space { id bookings(first: $first, filter: { from: $from }) { totalCount } } } }`
  const equal: [what: string, query: (alias: string) => string, variables: object][] = [
    ['white space, commas and comments', (a) => `# other\n${print(parse(asked(a)))}\n,,`, { id: room() }],
    ['another name', (a) => asked(a).replace('query Q', 'query Other'), { id: room() }],
    [
      'variables in another order',
      (a) => asked(a).replace('$id: ID!, $first: Int = 3', '$first: Int = 3, $id: ID!'),
      { first: 3, id: room() },
    ],
    ['a default that is written', asked, { id: room(), first: 3 }],
    [
      'a default without a variable',
      (a) => asked(a).replace(', $first: Int = 3', '').replace('first: $first, ', 'first: 3, '),
      { id: room() },
    ],
    ['a literal for a variable', (a) => asked(a).replace('$id: ID!, ', '').replace('id: $id', `id: "${room()}"`), {}],
    [
      'arguments in another order',
      (a) => asked(a).replace('first: $first, filter: { from: $from }', 'filter: { from: $from }, first: $first'),
      { id: room() },
    ],
  ]

  test.each(equal)('%s', async (_, query, variables) => {
    const alias = `a${++names}`
    await warm(gateway, { query: asked(alias), variables: { id: room() } })
    const other = { query: query(alias), variables }
    await ask(gateway, other) // for the first time, as a text that is not known
    expect(statusOf((await ask(gateway, other)).headers)).toBe('hit')
  })

  const different: [what: string, query: (alias: string) => string, variables: object][] = [
    ['another value', asked, { id: room(1) }],
    ['null and nothing', asked, { id: room(), from: null }],
    ['another alias', (a) => asked(a).replace(`${a}:`, `${a}b:`), { id: room() }],
    ['fields in another order', (a) => asked(a).replace('id bookings', '__typename id bookings'), { id: room() }],
  ]
  test.each(different)('not those with %s', async (_, query, variables) => {
    const alias = `a${++names}`
    await warm(gateway, { query: asked(alias), variables: { id: room() } })
    const other = { query: query(alias), variables }
    let answer = await ask(gateway, other)
    if (statusOf(answer.headers) === 'fwd=bypass; detail=first') answer = await ask(gateway, other)
    expect(statusOf(answer.headers)).toBe('fwd=miss')
    expect(answerOf(answer)).toBe(answerOf(await ask(gateway, other, fresh)))
  })

  test('however they are sent', async () => {
    const operation = { query: roomsAs() }
    const { body } = await warm(gateway, operation)
    for (const [name, way] of Object.entries(ways)) {
      for (let time = 0; time < 2; time++) {
        const answer = await way(gateway, operation)
        expect([name, statusOf(answer.headers), String(answer.body)]).toEqual([name, 'hit', String(body)])
      }
    }
  })

  test('a registered one by its text and its hash, and another text of it', async () => {
    const { body: query = '' } = readRegisteredOperations().find(({ name }) => name === 'CampusMap') ?? {}
    await warm(gateway, { query })
    await ask(gateway, { query: `# as it is\n${query}` })
    const answers = [await ways['POST id'](gateway, { query }), await ask(gateway, { query: `# as it is\n${query}` })]
    expect(answers.map(({ headers }) => statusOf(headers))).toEqual(['hit', 'hit'])
  })
})

describe('what an answer says', () => {
  test('a miss, then a hit with its age and the time that is left', async () => {
    const query = roomsAs()
    const first = await ask(gateway, { query })
    const miss = await ask(gateway, { query })
    const hit = await ask(gateway, { query })
    expect(statusOf(first.headers)).toBe('fwd=bypass; detail=first')
    expect(statusOf(miss.headers)).toBe('fwd=miss')
    expect(hit.headers['cache-status']).toMatch(/^compax; hit; ttl=1[678]\d\d$/)
    expect(Number(hit.headers.age)).toBeLessThan(60)
    expect(miss.headers.age).toBeUndefined()
    expect(miss.graphql.extensions?.sql?.statements).toBeGreaterThan(0)
    expect(hit.graphql.extensions?.sql).toEqual({ statements: 0, milliseconds: 0 })
    expect([first, miss].map(({ headers }) => headers.etag)).toEqual([undefined, undefined])
    expect(hit.headers.etag).toMatch(/^"[\w-]{27}"$/)
    for (const { headers } of [miss, hit]) {
      expect(headers['cache-tag']).toContain('*,operation:')
      expect(headers['cache-tag']).toContain('spaces')
      expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=0, must-revalidate')
      expect(headers.vary?.toLowerCase()).toBe('accept, accept-encoding')
    }
  })

  test('browsers and CDNs keep it as long as its operation says', async () => {
    const query = roomsAs().replace('{', 'query Kept @cdn(browser: 30, shared: 600) {')
    const { headers } = await warm(gateway, { query })
    expect(headers['cache-control']).toBe('public, max-age=30, s-maxage=600, must-revalidate')
    // The same question without it: one entry, and each as it says itself.
    const plain = query.replace('@cdn(browser: 30, shared: 600)', '')
    await ask(gateway, { query: plain })
    const other = await ask(gateway, { query: plain })
    expect([statusOf(other.headers), other.headers['cache-control']]).toEqual([
      'hit',
      'public, max-age=0, s-maxage=0, must-revalidate',
    ])
  })

  test('what depends on the viewer is private, varies by who asks, and names no tags', async () => {
    for (const headers of [undefined, person.headers]) {
      const answer = await warm(gateway, { query: '{ viewer { id email } }' }, headers)
      expect(answer.headers['cache-control']).toBe('private, max-age=0, must-revalidate')
      expect(answer.headers.vary).toBe('accept, accept-encoding, authorization, cookie')
      expect(answer.headers['cache-tag']).toBeUndefined()
    }
  })

  const wrong: [what: string, send: () => Promise<HttpAnswer>][] = [
    ['a text that does not parse', () => gateway.post({ query: '{' })],
    ['an unknown hash', () => ways['POST hash'](gateway, { query: '{ never }' })],
    ['an unknown hash by GET', () => ways['GET hash'](gateway, { query: '{ never }' })],
    ['a body that is not JSON', () => gateway.post('{')],
    ['an address that is none', () => gateway.send({ path: '/nothing' })],
    ['a media type that is not ours', () => gateway.get({ query: '{ terms { id } }' }, { accept: 'text/plain' })],
    ['a batch', () => gateway.post([{ query: '{ terms { id } }' }, { query: '{ terms { id } }' }])],
    ['a mutation', () => gateway.post({ query: 'mutation { signOut { userErrors { code } } }' })],
  ]
  test.each(wrong)('%s must not be kept by any cache', async (_, send) => {
    expect((await send()).headers['cache-control']).toBe('no-store')
  })

  test('an answer with errors is not kept, and says so', async () => {
    const query = `{ nodes(ids: ["nothing"]) { id } ${roomsAs().slice(1, -1)} }`
    await ask(gateway, { query })
    for (let time = 0; time < 2; time++) {
      const { headers, graphql } = await ask(gateway, { query })
      expect(graphql.errors).toHaveLength(1)
      expect([statusOf(headers), headers['cache-control'], headers.etag]).toEqual([
        'fwd=miss; detail=errors',
        'no-store',
        undefined,
      ])
    }
  })

  test('a client that wants an answer made for it gets one', async () => {
    const operation = { query: roomsAs() }
    await warm(gateway, operation)
    const answer = await ask(gateway, operation, fresh)
    expect([statusOf(answer.headers), answer.headers['cache-control']]).toEqual([
      'fwd=bypass; detail=no-cache',
      'private, no-cache',
    ])
    expect(answer.graphql.extensions?.sql?.statements).toBeGreaterThan(0)
  })

  test('why an operation is never kept', async () => {
    const admin = await addPerson(database.url, 'ADMIN')
    const query = '{ auditTrail { nodes { id } } }'
    await ask(gateway, { query }, admin.headers)
    const { headers } = await ask(gateway, { query }, admin.headers)
    expect(statusOf(headers)).toBe('fwd=bypass; detail=max-age-0')
    expect(gateway.logged().filter(({ msg }) => String(msg).includes('never kept'))).toEqual([])
  })
})

describe('the bytes', () => {
  const encodings = { br: '-br"', gzip: '-gz"', identity: '"' }

  test.each(Object.entries(encodings))(
    'as %s have a tag of their own, and none are sent to a client that has it',
    async (encoding, ending) => {
      const operation = { query: roomsAs() }
      const headers = { 'accept-encoding': encoding }
      await warm(gateway, operation, headers)
      const url = { query: operation.query }
      let hit = await gateway.get(url, headers)
      while ((hit.headers['content-encoding'] ?? 'identity') !== encoding) hit = await gateway.get(url, headers)
      const { etag = '' } = hit.headers
      expect([statusOf(hit.headers), etag]).toEqual(['hit', expect.stringMatching(new RegExp(`${ending}$`))])
      expect(bodyOf(hit)).toBe(bodyOf(await gateway.get(url)))

      const conditional = { ...headers, 'if-none-match': `"other", W/${etag}` }
      const path = `/graphql?${new URLSearchParams(url)}`
      for (const method of ['GET', 'HEAD']) {
        const { status, body, headers: told } = await gateway.send({ method, path, headers: conditional })
        expect([status, body.length, told['content-length'], told['content-type']]).toEqual([
          304,
          0,
          undefined,
          undefined,
        ])
        expect(statusOf(told)).toBe('hit')
        expect([told.vary, told['cache-control']]).toEqual([hit.headers.vary, hit.headers['cache-control']])
      }
      const posted = await gateway.post(url, conditional)
      expect([posted.status, bodyOf(posted)]).toEqual([200, bodyOf(hit)])
      const changed = await gateway.get(url, { ...headers, 'if-none-match': '"other"' })
      expect([changed.status, String(changed.body)]).toEqual([200, String(hit.body)])
    },
  )

  test('a HEAD says what a GET would', async () => {
    const operation = { query: roomsAs() }
    await warm(gateway, operation)
    const path = `/graphql?${new URLSearchParams(operation)}`
    const got = await gateway.send({ path })
    const head = await gateway.send({ method: 'HEAD', path })
    expect(head.body).toHaveLength(0)
    const same = [
      'content-length',
      'content-type',
      'etag',
      'vary',
      'cache-control',
      'cache-tag',
      'x-content-type-options',
    ]
    expect(same.map((name) => head.headers[name])).toEqual(same.map((name) => got.headers[name]))
    expect(head.headers['content-length']).toBe(String(got.body.length))
  })

  test('in production a hit has those of the miss, and its headers', async () => {
    for (const encoding of Object.keys(encodings)) {
      const query = roomsAs()
      const headers = { 'accept-encoding': encoding }
      await production.get({ query }, headers)
      const [miss, hit, again] = [
        await production.get({ query }, headers),
        await production.get({ query }, headers),
        await production.get({ query }, headers),
      ]
      expect([miss, hit, again].map(({ headers: of }) => statusOf(of))).toEqual(['fwd=miss', 'hit', 'hit'])
      for (const { body, headers: told } of [hit, again]) {
        expect(body.equals(miss.body)).toBe(true)
        const own = ['cache-status', 'age', 'date', 'server-timing', 'access-control-allow-credentials']
        const withoutOwn = (of: object) =>
          Object.fromEntries(Object.entries(of).filter(([name]) => !own.includes(name)))
        expect(withoutOwn(told)).toEqual(withoutOwn(miss.headers))
      }
      expect(miss.headers['content-encoding'] ?? 'identity').toBe(encoding)
      expect(bodyOf(miss)).not.toContain('extensions')
    }
  })

  test('in front of the router an answer is what it is behind it', async () => {
    for (const server of [gateway, production]) {
      for (const headers of [{}, person.headers, { accept: 'application/graphql-response+json' }]) {
        const operation = { query: `{ viewer { id } ${roomsAs().slice(1, -1)} }` }
        await warm(server, operation, headers)
        for (const method of ['GET', 'POST', 'HEAD']) {
          const asked =
            method === 'POST'
              ? { body: JSON.stringify(operation), path: '/graphql' }
              : { path: `/graphql?${new URLSearchParams(operation)}` }
          const send = (more: object) =>
            server.send({ method, ...asked, headers: { 'content-type': 'application/json', ...headers, ...more } })
          await send({})
          const front = await send({})
          const behind = await send({ cookie: 'other=1' })
          expect(statusOf(front.headers)).toBe('hit')
          const { date: _, age: __, 'cache-status': ___, ...told } = front.headers
          const {
            date: ____,
            age: _____,
            'cache-status': ______,
            'server-timing': _______,
            'access-control-allow-credentials': ________,
            ...toldBehind
          } = behind.headers
          expect([front.status, told, String(front.body)]).toEqual([behind.status, toldBehind, String(behind.body)])
        }
      }
    }
  })
})

describe('batches', () => {
  test('are put together from what is kept', async () => {
    const [one, other] = [{ query: roomsAs() }, { query: roomsAs() }]
    const kept = [await warm(gateway, one), await warm(gateway, other)]
    const { body, graphql } = await gateway.post([one, other])
    expect(JSON.parse(String(body))).toEqual(kept.map((answer) => answer.graphql))
    expect(graphql).toHaveLength(2)
  })

  test('an entry that became old while others were executed is answered anew', async () => {
    const name = `node(id: "${room(1)}") { ... on Space { name } }`
    const operation = { query: `{ a${++names}: ${name} }` }
    const watched = { query: `{ a${++names}: ${name} }` }
    await Promise.all([operation, watched].map((one) => warm(gateway, one)))
    // Another reads the same row, as it was before.
    const early = { query: `{ a${++names}: ${name} }` }
    const slow = { query: `{ a${++names}: terms { id } }` }
    const batch = await withClient(database.url, async (client) => {
      await client.query('begin; lock table terms')
      const asked = gateway.post([operation, early, slow])
      const waiting = backendsWaitingFor('terms')
      while ((await client.query(waiting)).rowCount === 0) await setImmediate()
      await withClient(database.url, (other) =>
        other.query(`update spaces set name = 'Renamed' where id = ${spaces[1]?.id}`),
      )
      while (!answerOf(await ask(gateway, watched)).includes('Renamed')) await setImmediate()
      await client.query('commit')
      return asked
    })
    const [first] = JSON.parse(bodyOf(batch))
    expect(Object.values(first.data)).toEqual([{ name: 'Renamed' }])
  })

  test('an entry keeps what it was before a change after it, and shows it after one before it', async () => {
    const operation = { query: `{ a${++names}: node(id: "${room(2)}") { ... on Space { name } } }` }
    const [before] = Object.values(JSON.parse(bodyOf(await warm(gateway, operation))).data)
    const { headers } = await addPerson(database.url, 'ADMIN')
    const change = `mutation { updateSpace(input: { space: "${room(2)}", name: "Changed" }) { userErrors { code } } }`
    const batch = await gateway.post([operation, { query: change }, operation], headers)
    const [first, second, third] = JSON.parse(bodyOf(batch))
    expect(second.data).toEqual({ updateSpace: { userErrors: [] } })
    expect([first, third].flatMap(({ data }) => Object.values(data))).toEqual([before, { name: 'Changed' }])
  })

  test('an array of one is answered by an array of one, however often it comes', async () => {
    const body = [{ query: roomsAs() }]
    for (let time = 0; time < 4; time++) {
      expect(JSON.parse(String((await gateway.post(body)).body))).toHaveLength(1)
    }
  })

  test('equal entries are executed once', async () => {
    const operation = { query: roomsAs() }
    await ask(gateway, operation)
    const { body } = await gateway.post(Array.from({ length: 20 }, () => operation))
    const statements = JSON.parse(String(body)).map(
      ({ extensions }: HttpAnswer['graphql']) => extensions?.sql?.statements,
    )
    expect(statements).toEqual([1, ...Array.from({ length: 19 }, () => 0)])
  })

  test('what stands after a change is from the cache where the change left it as it was', async () => {
    const operation = { query: roomsAs() }
    await warm(gateway, operation)
    const signOut = { query: `mutation { a${++names}: signOut { userErrors { code } } }` }
    const { headers } = await addPerson(database.url)
    for (let time = 0; time < 3; time++) {
      const { body } = await gateway.post([operation, signOut, operation], headers)
      const took = JSON.parse(String(body)).map(({ extensions }: HttpAnswer['graphql']) => extensions?.sql?.statements)
      expect([took[0], took[2]]).toEqual([0, 0])
    }
  })
})
