/** Names that clients choose may be those of Object.prototype: an operation is answered as under any other name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', '__defineGetter__']

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  for (let room = 0; room < 25; room++) campus.space(building)
  gateway = await startHttpGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

/** Twice: the first time may go another way than all that follow. */
async function answers(query: string, variables = '{}', operationName?: string): Promise<unknown[]> {
  const body = `{"query":${JSON.stringify(query)},"variables":${variables}${
    operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`
  }}`
  const found: unknown[] = []
  for (let time = 0; time < 2; time++) {
    const { graphql } = await gateway.post(body)
    if (graphql.errors) throw new Error(JSON.stringify(graphql.errors))
    // As text: what is compared must not lose a name either.
    found.push(JSON.stringify(graphql.data))
  }
  return found
}

const twice = (text: string): string[] => [text, text]

describe.each(names)('%s', (name) => {
  test('is a name for an operation', async () => {
    expect(await answers(`query ${name} { __typename }`)).toEqual(twice('{"__typename":"Query"}'))
    const two = `query ${name} { a: __typename } query Other { b: __typename }`
    expect(await answers(two, '{}', name)).toEqual(twice('{"a":"Query"}'))
  })

  test('is a name for a fragment', async () => {
    const query = `{ ...${name} } fragment ${name} on Query { buildings { nodes { name } } }`
    expect(await answers(query)).toEqual(twice('{"buildings":{"nodes":[{"name":"Building 1"}]}}'))
  })

  test('is a name for a field of the answer, at the top and below', async () => {
    const query = `{ ${name}: buildings { nodes { ${name}: name } } }`
    expect(await answers(query)).toEqual(twice(`{"${name}":{"nodes":[{"${name}":"Building 1"}]}}`))
  })

  test('is a name for a variable, in arguments, in their objects and lists, and in conditions', async () => {
    const page = `query($${name}: Int) { spaces(first: $${name}) { nodes { __typename } } }`
    const [, second] = await answers(page, `{"${name}":2}`)
    expect(String(second).match(/Classroom/g)).toHaveLength(2)
    const filter = `query($${name}: String) { buildings(filter: { nameContains: $${name} }) { totalCount } }`
    expect((await answers(filter, `{"${name}":"nowhere"}`))[1]).toBe('{"buildings":{"totalCount":0}}')
    expect((await answers(filter))[1]).toBe('{"buildings":{"totalCount":1}}')
    const skip = `query($${name}: Boolean = false) { a: __typename @skip(if: $${name}) b: __typename }`
    expect((await answers(skip, `{"${name}":true}`))[1]).toBe('{"b":"Query"}')
    expect((await answers(skip))[1]).toBe('{"a":"Query","b":"Query"}')
  })

  test('as the name of an optional variable that is not given is not a number', async () => {
    const query = `query($${name}: Int) { spaces(first: $${name}) { nodes { a: __typename } } }`
    const found = await answers(query)
    for (const text of found) expect(String(text).match(/Classroom/g)).toHaveLength(20)
  })

  test('as the name of a variable leaves the cost as it is, and the budget of a batch', async () => {
    const wide = '{ nodes { bookings(first: 100) { nodes { space { id } } } } }'
    const query = `query($${name}: Int) { spaces(first: 100) ${wide} b: spaces(first: $${name}) ${wide} }`
    for (let time = 0; time < 2; time++) {
      expect((await gateway.post({ query })).code).toBe('OPERATION_TOO_COSTLY')
      const entries = [
        { query: query.replace('first: 100) {', 'first: 9) {') },
        { query: `{ spaces(first: 100) ${wide} }` },
      ]
      const { graphql } = await gateway.post(entries)
      const [, last] = graphql as unknown as { errors?: { extensions: { code: string } }[] }[]
      expect(last?.errors?.[0]?.extensions.code).toBe('OPERATION_TOO_COSTLY')
    }
  })
})

test('nothing of it is our fault, and nothing is logged', () => {
  expect(gateway.logged().filter(({ level }) => Number(level) >= 50)).toEqual([])
})
