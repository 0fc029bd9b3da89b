/** What every request meets before its operation is read: media types, methods, addresses, encodings, origins. */
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

const json = 'application/json; charset=utf-8'
const graphqlResponse = 'application/graphql-response+json; charset=utf-8'
const typename = '{ __typename }'

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  for (let i = 0; i < 60; i++) campus.space(building)
  gateway = await startHttpGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

describe('media types', () => {
  test.each([
    [undefined, json],
    ['*/*', json],
    ['application/*', json],
    ['application/json', json],
    ['application/graphql-response+json', graphqlResponse],
    ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', graphqlResponse],
    ['application/graphql-response+json;q=0.5, application/json', json],
    ['text/html, */*;q=0.1', json],
  ])('Accept: %s is answered as %s', async (accept, contentType) => {
    const answer = await gateway.post({ query: typename }, accept === undefined ? {} : { accept })
    expect(answer.headers['content-type']).toBe(contentType)
    expect(answer.graphql.data).toEqual({ __typename: 'Query' })
  })

  test('an Accept that has room for neither is 406, and nothing was run', async () => {
    const answer = await gateway.post({ query: typename }, { accept: 'text/csv' })
    expect([answer.status, answer.code]).toEqual([406, 'BAD_USER_INPUT'])
    expect(answer.graphql.data).toBeUndefined()
  })

  test.each([
    ['no media type', {}],
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['application/graphql', { 'content-type': 'application/graphql' }],
    ['JSON that is not UTF-8', { 'content-type': 'application/json; charset=iso-8859-1' }],
  ])('a body of %s is 415', async (_what, headers) => {
    const body = Buffer.from(JSON.stringify({ query: typename }))
    const answer = await gateway.send({ method: 'POST', headers, body })
    expect([answer.status, answer.code]).toEqual([415, 'BAD_USER_INPUT'])
    expect(answer.graphql.errors?.[0]?.message).toContain('Content-Type: application/json')
  })

  test.each(['application/json; charset=UTF-8', 'application/json;charset="utf-8"', 'Application/JSON'])(
    'a body of %s is read',
    async (contentType) => {
      expect((await gateway.post({ query: typename }, { 'content-type': contentType })).status).toBe(200)
    },
  )
})

describe('the status of an operation that cannot be run', () => {
  test.each([
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong variable', { query: 'query($id: ID!) { node(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    ['a wrong page', { query: '{ spaces(first: -1) { totalCount } }' }, 'BAD_USER_INPUT'],
    ['too large a page', { query: '{ spaces(first: 101) { totalCount } }' }, 'PAGE_SIZE_EXCEEDED'],
    ['an unknown name', { query: 'query A { __typename }', operationName: 'B' }, 'BAD_USER_INPUT'],
    ['a subscription', { query: 'subscription { __typename }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s: 200 in application/json, 400 in application/graphql-response+json', async (_what, body, code) => {
    const plain = await gateway.post(body, { accept: 'application/json' })
    const modern = await gateway.post(body, { accept: 'application/graphql-response+json' })
    expect([plain.status, modern.status]).toEqual([200, 400])
    expect([plain.code, modern.code]).toEqual([code, code])
    expect('data' in modern.graphql || 'data' in plain.graphql).toBe(false)
  })

  test('an error of a field leaves the rest: 200 in either', async () => {
    const query = '{ node(id: "x") { id } spaces { totalCount } }'
    const answer = await gateway.post({ query }, { accept: 'application/graphql-response+json' })
    expect([answer.status, answer.code]).toEqual([200, 'BAD_USER_INPUT'])
    expect(answer.graphql.data).toEqual({ node: null, spaces: { totalCount: 60 } })
  })
})

describe('GET', () => {
  const query = 'query Named($n: Int) { spaces(first: $n) { nodes { name } } } query Other { __typename }'

  test('takes query, variables and operationName from the URL', async () => {
    const answer = await gateway.get({ query, variables: { n: 1 }, operationName: 'Named' })
    expect(answer.graphql.data).toEqual({ spaces: { nodes: [{ name: 'Room 1' }] } })
  })

  test('takes an empty parameter for none', async () => {
    const answer = await gateway.get({ query: typename, variables: '', operationName: '', extensions: '' })
    expect(answer.graphql.data).toEqual({ __typename: 'Query' })
  })

  test('HEAD answers the headers of GET', async () => {
    const path = `/graphql?query=${encodeURIComponent(typename)}`
    const [head, get] = await Promise.all([gateway.send({ method: 'HEAD', path }), gateway.send({ path })])
    expect([head.status, head.body.length, head.headers['content-type']]).toEqual([200, 0, json])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  test('a mutation is 405 with Allow, whichever operation of the text it is', async () => {
    for (const parameters of [
      { query: 'mutation { __typename }' },
      { query: 'query A { __typename } mutation B { __typename }', operationName: 'B' },
    ]) {
      const answer = await gateway.get(parameters, { accept: 'application/graphql-response+json' })
      expect([answer.status, answer.headers.allow, answer.code]).toEqual([405, 'POST', 'BAD_USER_INPUT'])
    }
    const { status } = await gateway.get({ query: 'query A { __typename } mutation B { x }', operationName: 'A' })
    expect(status).toBe(200)
  })
})

describe('addresses', () => {
  test.each([
    ['PUT', '/graphql', 'GET, HEAD, POST'],
    ['DELETE', '/graphql', 'GET, HEAD, POST'],
    ['OPTIONS', '/graphql', 'GET, HEAD, POST'],
    ['PROPFIND', '/graphql?query=x', 'GET, HEAD, POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
    ['POST', '/sandbox', 'GET, HEAD'],
  ])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
    const answer = await gateway.send({ method, path, headers: { 'content-type': 'text/plain' }, body: 'x' })
    expect([answer.status, answer.headers.allow, answer.code]).toEqual([405, allow, 'BAD_USER_INPUT'])
  })

  test.each(['/nothing', '/graphql/nothing', '/.env', '/sandbox-not'])('GET %s is 404', async (path) => {
    const answer = await gateway.send({ path })
    expect([answer.status, answer.code]).toEqual([404, 'BAD_USER_INPUT'])
    expect(answer.graphql.errors?.[0]?.message).toContain('/graphql')
  })

  test('the root, and a browser that opens /graphql, are led to the sandbox', async () => {
    const placeOf = (location = '') => new URL(location, gateway.url).pathname
    const root = await gateway.send({ path: '/' })
    expect([root.status, placeOf(root.headers.location)]).toEqual([302, '/sandbox'])
    const visit = await gateway.send({ headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    expect([visit.status, placeOf(visit.headers.location)]).toEqual([303, '/sandbox'])
  })

  test('a browser that opens a URL with an operation sees its answer', async () => {
    const answer = await gateway.get({ query: typename }, { accept: 'text/html,*/*;q=0.8' })
    expect(answer.graphql.data).toEqual({ __typename: 'Query' })
  })
})

describe('compression', () => {
  const long = { query: '{ spaces(first: 60) { nodes { id name } } }' }

  test.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.4, gzip;q=0.8', 'gzip'],
    ['identity', undefined],
    ['gzip;q=0, br;q=0', undefined],
    ['deflate', undefined],
    [undefined, undefined],
  ])('Accept-Encoding: %s is answered as %s', async (accepted, encoding) => {
    const answer = await gateway.post(long, accepted === undefined ? {} : { 'accept-encoding': accepted })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers.vary?.split(', ')).toEqual(expect.arrayContaining(['accept', 'accept-encoding']))
    const body = encoding === 'br' ? brotliDecompressSync(answer.body) : answer.body
    const text = encoding === 'gzip' ? gunzipSync(body) : body
    expect(JSON.parse(text.toString()).data.spaces.nodes).toHaveLength(60)
  })

  test('spares what is shorter than 1 KiB', async () => {
    const answer = await gateway.post({ query: typename }, { 'accept-encoding': 'br' })
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.headers.vary).toContain('accept-encoding')
  })

  test('a compressed request is read', async () => {
    const body = gzipSync(JSON.stringify({ query: typename }))
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect((await gateway.send({ method: 'POST', headers, body })).graphql.data).toEqual({ __typename: 'Query' })
  })
})

describe('every answer', () => {
  test('says what it took from the database, in the body and as Server-Timing', async () => {
    const answer = await gateway.post({ query: '{ spaces { totalCount nodes { id } } }' })
    expect(answer.graphql.extensions?.sql).toEqual({ statements: 2, milliseconds: expect.any(Number) })
    expect(answer.headers['server-timing']).toMatch(/^total;dur=[\d.]+, sql;dur=[\d.]+;desc="2 statements"$/)
    const nothing = await gateway.post({ query: '{' })
    expect(nothing.graphql.extensions?.sql).toEqual({ statements: 0, milliseconds: 0 })
  })

  test('forbids browsers to guess what it is', async () => {
    for (const path of ['/graphql', '/healthz', '/nothing']) {
      expect((await gateway.send({ path })).headers['x-content-type-options']).toBe('nosniff')
    }
  })
})
