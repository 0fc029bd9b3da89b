import { buildSchema, GraphQLScalarType, graphqlSync } from 'graphql'
import { describe, expect, test } from 'vitest'
import { shownTo, type Viewer } from '../../campus/accounts/rules.ts'
import { createExecutableSchema, type Parts } from './executableSchema.ts'

const sdl = `
  scalar Loud
  interface Node { id: ID! }
  interface Space implements Node { id: ID! }
  type Query { hall: Hall! spaces: [Space!]! course: Course! }
  type Hall implements Node & Space { id: ID! name: Loud! owner: String notes: [String!]! }
  type Course implements Node { id: ID! }
`

// The entities' own types name fields of the real schema: here they stand for any.
type Loose = { resolvers: object[]; rules: object[]; scalars: Record<string, GraphQLScalarType> }
const create = (parts: Partial<Loose>) =>
  createExecutableSchema({ schema: buildSchema(sdl), resolvers: [], rules: [], scalars: {}, ...parts } as Parts)

const hall = { id: 7, name: 'Great Hall', owner: 'Ama', ownerId: 1, notes: ['loud'], __typename: 'Hall' }

function ask(parts: Partial<Loose>, source: string, viewer: Viewer = null) {
  const rootValue = { hall, spaces: [hall], course: { id: 9 } }
  return graphqlSync({ schema: create(parts), source, rootValue, contextValue: { viewer, recordAccess: () => {} } })
}

describe('an executable schema', () => {
  test('gives every Node a global id, of its kind where it has one', () => {
    const globalId = (text: string) => Buffer.from(text).toString('base64url')
    expect(ask({}, '{ hall { id } spaces { id } course { id } }').data).toEqual({
      hall: { id: globalId('Space:7') },
      spaces: [{ id: globalId('Space:7') }],
      course: { id: globalId('Course:9') },
    })
  })

  test('reads and shows scalars as it is told', () => {
    const Loud = new GraphQLScalarType({ name: 'Loud', serialize: (text) => String(text).toUpperCase() })
    expect(ask({ scalars: { Loud } }, '{ hall { name } }').data).toEqual({ hall: { name: 'GREAT HALL' } })
  })

  test('asks a resolver for what is no property', () => {
    const resolvers = [{ Hall: { owner: ({ owner }: typeof hall) => `${owner} Mensah` } }]
    expect(ask({ resolvers }, '{ hall { owner } }').data).toEqual({ hall: { owner: 'Ama Mensah' } })
  })

  test('shows a field with a rule to whom the rule allows, on every path', () => {
    const resolvers = [{ Hall: { notes: ({ notes }: typeof hall) => notes } }]
    const rules = [
      { Hall: { owner: shownTo<typeof hall>(({ ownerId }) => ownerId, ['ADMIN']), notes: shownTo(() => 1, [], []) } },
    ]
    const query = '{ hall { owner notes } spaces { ... on Hall { who: owner ...N } } } fragment N on Hall { notes }'
    const hidden = { hall: { owner: null, notes: [] }, spaces: [{ who: null, notes: [] }] }
    const shown = { hall: { owner: 'Ama', notes: ['loud'] }, spaces: [{ who: 'Ama', notes: ['loud'] }] }
    expect(ask({ rules, resolvers }, query).data).toEqual(hidden)
    expect(ask({ rules, resolvers }, query, { id: 2, role: 'STUDENT' }).data).toEqual(hidden)
    expect(ask({ rules, resolvers }, query, { id: 1, role: 'STUDENT' }).data).toEqual(shown)
    expect(ask({ rules }, '{ hall { owner } }', { id: 2, role: 'ADMIN' }).data).toEqual({ hall: { owner: 'Ama' } })
  })
})

describe('abuse', () => {
  const rule = shownTo(() => 1, [])

  test.each([
    [
      'a resolver of no type',
      { resolvers: [{ Tower: { name: () => 'x' } }] },
      'There is a resolver Tower.name, and the SDL has no type Tower with fields.',
    ],
    ['a resolver of no field', { resolvers: [{ Hall: { colour: () => 'x' } }] }, 'The SDL has no field Hall.colour.'],
    [
      'a resolver of an interface',
      { resolvers: [{ Space: { id: () => 'x' } }] },
      'There is a resolver Space.id, and the SDL has no type Space with fields.',
    ],
    [
      'a rule of no type',
      { rules: [{ Tower: { name: rule } }] },
      'There is a rule for Tower, and the SDL has no such object type.',
    ],
    ['a rule of no field', { rules: [{ Hall: { colour: rule } }] }, 'The SDL has no field Hall.colour.'],
    [
      'a scalar that is none',
      { scalars: { Hall: new GraphQLScalarType({ name: 'Hall' }) } },
      'The SDL has no scalar Hall.',
    ],
  ])('%s stops the start', (_what, parts, message) => {
    expect(() => create(parts)).toThrow(new Error(message))
  })
})
