/** A resolver is given the columns that its text says it reads: none of them, and no rule, looks at any other. */
import { GraphQLError, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { resolvers, rules } from '../../../src/campus/entities/index.ts'
import { readColumns } from '../../../src/gateway/analysis/readColumns.ts'
import { createExecutableSchema } from '../../../src/gateway/schema/executableSchema.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { scalars } from '../../../src/gateway/schema/scalars.ts'
import { tables } from '../../../src/generated/tables.ts'
import { startGateway } from '../../support/harness.ts'
import { wideCampus } from '../../support/wideCampus.ts'

const schema = createExecutableSchema({ schema: readSchema(), resolvers, rules, scalars })
const models = Object.keys(tables)
const modelOf = (type: string) => (['Classroom', 'Laboratory', 'Office'].includes(type) ? 'Space' : type)

const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && models.includes(modelOf(type.name))
    ? Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }))
    : [],
)

test.each(fields)('$name says what it reads, and reads nothing else', ({ name, field }) => {
  const reads = 'reads' in field.extensions ? field.extensions.reads : field.resolve && readColumns(field.resolve)
  if (field.resolve === undefined) return
  expect(reads, name).toBeInstanceOf(Array)
  for (const kind of ['EVENT', 'CLASS']) {
    const row = new Proxy<Record<string, unknown>>(
      {},
      {
        get(_, column) {
          expect(reads, name).toContain(column)
          return column === 'kind' ? kind : 7
        },
      },
    )
    for (const viewer of [null, { id: 7, role: 'STUDENT' }, { id: 8, role: 'ADMIN' }]) resolve(field, row, viewer)
  }
})

function resolve({ resolve }: (typeof fields)[number]['field'], row: object, viewer: object | null): void {
  const loader: unknown = new Proxy(() => loader, { get: () => loader, apply: () => loader })
  try {
    resolve?.(row, {}, { viewer, loaders: loader, recordAccess: () => {} }, undefined as never) // no resolver of ours has `info`
  } catch (error) {
    // Arguments are not there, and a rule may refuse: what was read of the row has been looked at by then.
    if (!(error instanceof GraphQLError || error instanceof TypeError)) throw error
  }
}

test('only the columns that an operation can use are read', async () => {
  const gateway = await startGateway({ prepare: (url) => wideCampus().insert(url) })
  const query = '{ buildings(first: 3) { nodes { name spaces(first: 2) { nodes { id building { kind } } } } } }'
  const [once, again] = [await gateway.data(query), await gateway.data(query)]
  expect(again).toEqual(once)
  await gateway.stop()
})

test('whether the list goes on is the same, asked for by itself or with all else, the first time and compiled', async () => {
  const gateway = await startGateway({ prepare: (url) => wideCampus().insert(url) })
  const page = (window: string, info: string) => `{ spaces(${window}) { nodes { id } pageInfo { ${info} } } }`
  const { spaces } = await gateway.data(page('first: 3', 'endCursor'))
  const { spaces: rest } = await gateway.data(page('last: 3', 'startCursor'))
  const windows = [`first: 2, after: "${spaces.pageInfo.endCursor}"`, `last: 2, before: "${rest.pageInfo.startCursor}"`]
  for (const window of [...windows, `first: 2, ${windows[0]?.slice(9)}, ${windows[1]?.slice(8)}`]) {
    const whole = page(window, 'hasNextPage hasPreviousPage')
    const [{ spaces: expected }, again] = [await gateway.data(whole), await gateway.data(whole)]
    expect(again.spaces).toEqual(expected)
    for (const flag of ['hasNextPage', 'hasPreviousPage']) {
      const query = page(window, flag)
      for (const data of [await gateway.data(query), await gateway.data(query)]) {
        const pageInfo = { [flag]: expected.pageInfo[flag] }
        expect(data.spaces).toEqual({ ...expected, pageInfo })
      }
    }
  }
  await gateway.stop()
})
