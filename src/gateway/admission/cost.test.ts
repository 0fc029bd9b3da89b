import fc from 'fast-check'
import { buildSchema, type ExecutionResult, executeSync, Kind, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { type Cost, costOf } from './cost.ts'
import { expand } from './expansion.ts'

const schema = buildSchema(`
  interface Named { name: String }
  type Query { item: Item! itemPage(first: Int, last: Int): ItemPage! tags: [Tag!]! nodes(ids: [ID!]!): [Named]! }
  type Item implements Named { name: String item: Item! itemPage(first: Int, last: Int): ItemPage! tags: [Tag!]! }
  type Tag implements Named { name: String item: Item! }
  type ItemPage { nodes: [Item!]! edges: [ItemEdge!]! info: Info! }
  type ItemEdge { node: Item! }
  type Info { more: Boolean }
`)

interface Options {
  variables?: Record<string, unknown>
  maxPageSize?: number
}

const cost = (text: string, options?: Options): number => costs(text, options).objects

function costs(text: string, { variables = {}, maxPageSize = 100 }: Options = {}): Cost {
  const { definitions } = parse(text)
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) throw new Error('No operation.')
  const named = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  const fragments = new Map(named.map((fragment) => [fragment.name.value, fragment]))
  expand(operation, fragments)
  return costOf({ schema, operation, fragments, variables }, maxPageSize)
}

describe('the cost of an operation', () => {
  test.each([
    ['{ __typename }', 0],
    ['{ item { name } }', 1],
    ['{ item { item { name } } }', 2],
    ['{ itemPage { info { more } } }', 2],
    ['{ itemPage { nodes { name } } }', 21],
    ['{ itemPage(first: 3) { nodes { name } } }', 4],
    ['{ itemPage(last: 3) { edges { node { name } } } }', 7],
    ['{ itemPage(first: 0) { nodes { item { name } } } }', 1],
    ['{ itemPage(first: null) { nodes { name } } }', 21],
    ['{ itemPage(first: 3) { nodes { itemPage(first: 5) { nodes { item { name } } } } } }', 1 + 3 * (2 + 5 * 2)],
    ['{ tags { item { name } } }', 40],
    ['{ itemPage(first: 3) { nodes { tags { name } } } }', 1 + 3 * 21],
    ['{ nodes(ids: ["a", "b", "c"]) { name } }', 3],
    ['{ nodes(ids: []) { name } }', 0],
    ['{ nodes(ids: "a") { name } }', 20],
    ['{ a: item { name } b: item { name } }', 2],
    ['{ __schema { types { fields { name } } } __type(name: "Item") { name } }', 0],
  ])('%s is %d', (text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  test('counts variables as what they are, and as their defaults', () => {
    const text = 'query($n: Int = 7) { itemPage(first: $n) { nodes { name } } }'
    expect(cost(text, { variables: { n: 7 } })).toBe(8)
    expect(cost(text, { variables: { n: null } })).toBe(21)
    expect(cost(text, { variables: {} })).toBe(21)
    expect(cost('query($ids: [ID!]!) { nodes(ids: $ids) { name } }', { variables: { ids: ['a', 'b'] } })).toBe(2)
  })

  test('leaves out what is skipped or not included', () => {
    const text = 'query($yes: Boolean!) { a: item @skip(if: $yes) { name } b: item @include(if: $yes) { name } }'
    expect(cost(text, { variables: { yes: true } })).toBe(1)
    expect(cost('{ item @include(if: false) { name } ... @skip(if: true) { item { name } } }')).toBe(0)
    expect(cost('{ item @skip(if: false) @include(if: true) { name } }')).toBe(1)
  })

  test('sees through fragments, on interfaces too', () => {
    const text = `{ nodes(ids: ["a", "b"]) { ...Named } }
      fragment Named on Named { name ... on Item { itemPage(first: 3) { nodes { name } } } ...Tagged }
      fragment Tagged on Tag { item { ... { name } } }`
    expect(cost(text)).toBe(2 * (1 + 4 + 1))
  })

  test('is the number of objects in the answer when all its pages are full', () => {
    fc.assert(
      fc.property(operations, ({ text, variables }) => {
        expect(cost(text, { variables })).toBe(objectsIn(answer(text, variables)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('abuse', () => {
  const refusal = (code: string, message: string) => expect.objectContaining({ message, extensions: { code } })

  test.each([
    [
      'first with last',
      '{ itemPage(first: 1, last: 1) { nodes { name } } }',
      'BAD_USER_INPUT',
      'Give `first` or `last`, not both.',
    ],
    [
      'a negative page',
      '{ itemPage(last: -1) { nodes { name } } }',
      'BAD_USER_INPUT',
      '`last` must not be negative; it is -1.',
    ],
    [
      'a page that is too large',
      '{ item { itemPage(first: 101) { nodes { name } } } }',
      'PAGE_SIZE_EXCEEDED',
      '`first` is 101; a page holds at most 100. Ask for the rest with `after` or `before`.',
    ],
    [
      'too many ids',
      `{ nodes(ids: [${'"a" '.repeat(101)}]) { name } }`,
      'PAGE_SIZE_EXCEEDED',
      '`ids` are 101; at most 100 can be asked for at once.',
    ],
  ])('%s', (_what, text, code, message) => {
    expect(() => cost(text)).toThrow(refusal(code, message))
  })

  test('fragments that stand for 2^100 selections', () => {
    const doubled = Array.from({ length: 100 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
    expect(() => cost(`{ ...F0 } ${doubled.join('\n')} fragment F100 on Query { __typename }`)).toThrow(
      refusal('OPERATION_TOO_COSTLY', 'The operation has more than 50000 selections. Ask for less at once.'),
    )
  })
})

/** Random operations, each field under a name of its own, since equal fields are merged into one. */
const { selections: arbitrarySelections } = fc.letrec<{ selections: Selection[]; selection: Selection }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 2 }),
  selection: fc.record({
    field: fc.constantFrom('item', 'itemPage', 'tags', 'name'),
    size: fc.constantFrom('', '(first: 0)', '(last: 1)', '(first: $two)', '(first: $none)'),
    through: fc.constantFrom('nodes', 'edges'),
    condition: fc.constantFrom('', '', '@include(if: $yes)', '@skip(if: $yes)'),
    wrapped: fc.constantFrom('', '...', '... on', '... named'),
    below: fc.oneof({ maxDepth: 3 }, fc.constant<Selection[]>([]), tie('selections')),
  }),
}))

interface Selection {
  field: string
  size: string
  through: string
  condition: string
  wrapped: string
  below: Selection[]
}

const variables = { two: 2, none: null, yes: true }

const operations = arbitrarySelections.map((selections) => {
  const fragments: string[] = []
  let aliases = 0
  const print = (type: string, list: Selection[]): string =>
    `{ __typename ${list.map((one) => wrap(type, one, printField(type, one))).join(' ')} }`
  const wrap = (type: string, { wrapped, condition }: Selection, field: string): string => {
    if (wrapped === '') return field
    if (wrapped !== '... named') return `${wrapped}${wrapped === '...' ? '' : ` ${type}`} ${condition} { ${field} }`
    fragments.push(`fragment F${fragments.length} on ${type} { ${field} }`)
    return `...F${fragments.length - 1} ${condition}`
  }
  const printField = (type: string, { field, size, through, condition, below }: Selection): string => {
    const alias = `f${aliases++}`
    if (field === 'name' || (field !== 'item' && type === 'Tag')) return `${alias}: __typename`
    if (field === 'itemPage') {
      const nodes = through === 'nodes' ? `nodes ${print('Item', below)}` : `edges { node ${print('Item', below)} }`
      return `${alias}: itemPage${size} ${condition} { info { more } ${nodes} }`
    }
    return `${alias}: ${field} ${condition} ${print(field === 'tags' ? 'Tag' : 'Item', below)}`
  }
  const operation = print('Query', selections)
  const text = `query($two: Int, $none: Int, $yes: Boolean!) ${operation} ${fragments.join('\n')}`
  return { text, variables }
})

interface PageArguments {
  first?: number | null
  last?: number | null
}

function answer(text: string, variableValues: object): ExecutionResult {
  const item = () => thing
  const full = <T>(size: number, value: T): T[] => Array.from({ length: size }, () => value)
  const itemPage = ({ first, last }: PageArguments) => {
    const size = first ?? last ?? 20
    return { info: {}, nodes: () => full(size, thing), edges: () => full(size, { node: thing }) }
  }
  const thing = { item, itemPage, tags: () => full(20, thing) }
  return executeSync({ schema, document: parse(text), rootValue: thing, variableValues: { ...variableValues } })
}

function objectsIn({ data, errors }: ExecutionResult): number {
  if (errors !== undefined) throw errors[0]
  return countObjects(data) - 1
}

const countObjects = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + countObjects(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  return 1 + countObjects(Object.values(value))
}
