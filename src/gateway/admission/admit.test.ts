import { buildSchema, GraphQLError, Kind, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { admit } from './admit.ts'

const sdl = `
  scalar Counted
  type Query { room: Room! rooms(first: Int): RoomPage! tagged(with: [Counted!], called: String): String }
  type RoomPage { nodes: [Room!]! }
  type Room { name: String room: Room! }
`

const limits = { maxDepth: 3, maxCost: 10, maxValues: 1000, maxPageSize: 5 }

interface Options {
  variables?: Record<string, unknown>
  remaining?: number
  parseValue?: (value: unknown) => unknown
}

/** Gives back what is left of the budget. */
function admitText(text: string, { variables = {}, remaining = 10, parseValue }: Options = {}): number {
  const schema = buildSchema(sdl)
  if (parseValue !== undefined) Object.assign(schema.getType('Counted') ?? {}, { parseValue })
  const document = parse(text)
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) throw new Error('No operation.')
  const budget = { remaining }
  admit({ schema, document, operation, variables }, budget, limits)
  return budget.remaining
}

describe('an operation is admitted', () => {
  test('and takes its cost from what is left', () => {
    expect(admitText('{ rooms(first: 3) { nodes { name } } }')).toBe(6)
    expect(admitText('{ rooms(first: 3) { nodes { name } } }', { remaining: 4 })).toBe(0)
  })

  test('when its variables are wrong, since execution says so and names them all', () => {
    expect(admitText('query($n: Int!) { rooms(first: $n) { nodes { name } } }', { variables: { n: 'x' } })).toBe(10)
  })
})

describe('abuse', () => {
  const refusal = (code: string, message: string, more = {}) =>
    expect.objectContaining({ message, extensions: { code, ...more } })

  test.each([
    [
      'too deep',
      '{ room { room { room { room { name } } } } }',
      refusal('OPERATION_TOO_DEEP', 'The operation is nested more than 3 levels deep. Ask for less at once.'),
    ],
    [
      'too costly',
      '{ a: rooms(first: 5) { nodes { name } } b: rooms(first: 5) { nodes { name } } }',
      refusal(
        'OPERATION_TOO_COSTLY',
        'The operation may read 12 objects; a request may read 10. Ask for smaller pages, fewer levels or fewer fields.',
        { cost: 12, maxCost: 10 },
      ),
    ],
    [
      'a mutation where there are none',
      'mutation { __typename }',
      refusal('GRAPHQL_VALIDATION_FAILED', 'There are no mutations here. Ask with a `query`.'),
    ],
    [
      'a NUL in a literal',
      '{ tagged(called: "\\u0000") }',
      refusal('BAD_USER_INPUT', 'A text holds the character U+0000, which no name here contains. Leave it out.'),
    ],
  ])('%s', (_what, text, error) => {
    expect(() => admitText(text)).toThrow(error)
  })

  test('a NUL in a variable, however deep', () => {
    const query = 'query($with: [Counted!]) { tagged(with: $with) }'
    expect(() => admitText(query, { variables: { with: ['a', { b: ['\0'] }] } })).toThrow('U+0000')
  })

  test('a list of 10,000 wrong values is not read to its end', () => {
    let read = 0
    const parseValue = () => {
      read++
      throw new GraphQLError('wrong')
    }
    const variables = { with: Array(10_000).fill('x') }
    admitText('query($with: [Counted!]) { tagged(with: $with) }', { variables, parseValue })
    expect(read).toBeLessThan(100)
  })

  test('what is refused costs nothing', () => {
    const budget = { remaining: 10 }
    const document = parse('{ rooms(first: 5) { nodes { room { name } } } }')
    const [operation] = document.definitions
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No operation.')
    const candidate = { schema: buildSchema(sdl), document, operation, variables: {} }
    expect(() => admit(candidate, budget, limits)).toThrow('may read 11 objects')
    expect(budget.remaining).toBe(10)
  })
})
