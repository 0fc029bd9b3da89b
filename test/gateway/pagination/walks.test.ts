/**
 * Every connection of the schema through HTTP: walked forwards and backwards in small pages, and looked at through
 * random windows, it must show what one page of everything shows.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { tiedCampus } from '../../support/tiedCampus.ts'

const campus = tiedCampus()
let gateway: TestGateway

beforeAll(async () => {
  gateway = await startGateway({
    env: { MAX_PAGE_SIZE: '1000', MAX_COST: '1000000000', MAX_VALUES: '1000000000' },
    prepare: (url) => campus.insert(url),
  })
})

afterAll(() => gateway.stop())

interface List {
  field: string
  args?: string
  /** The type of the row with id 1 whose connection it is; of the root when there is none */
  of?: string
}

const near = 'near: { latitude: 6.67, longitude: -1.57 }'
const interval = 'startsAt: "2031-03-02T08:30:00Z", endsAt: "2031-03-02T10:00:00Z"'
const orders = (...fields: string[]) =>
  fields.flatMap((field) => ['ASC', 'DESC'].map((direction) => `orderBy: { field: ${field}, direction: ${direction} }`))

const lists: List[] = [
  ...orders('NAME').map((args) => ({ field: 'buildings', args })),
  ...orders('NAME', 'CAPACITY').map((args) => ({ field: 'spaces', args })),
  ...orders('DISTANCE').map((order) => ({ field: 'spaces', args: `${order}, ${near}` })),
  { field: 'spaces', args: 'filter: { kind: CLASSROOM, minCapacity: 40 }, orderBy: { field: CAPACITY }' },
  { field: 'freeSpaces', args: interval },
  { field: 'freeSpaces', args: `${interval}, ${near}, filter: { kind: LABORATORY }` },
  { field: 'bookings' },
  { field: 'bookings', args: 'filter: { kinds: [EXAM], from: "2031-03-02T00:00:00Z" }' },
  { field: 'classSessions' },
  { field: 'courses' },
  { field: 'search', args: 'query: "LT 3"' },
  ...orders('NAME', 'CAPACITY').map((args) => ({ of: 'Building', field: 'spaces', args })),
  { of: 'Building', field: 'ratings' },
  ...['bookings', 'classSessions', 'ratings'].map((field) => ({ of: 'Space', field })),
  { of: 'Course', field: 'classSessions' },
  { of: 'Term', field: 'classSessions', args: 'filter: { weekday: SUNDAY }' },
  { of: 'User', field: 'ratings' },
]

interface Page {
  edges: { cursor: string; node: { id: string } }[]
  nodes: { id: string }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

/** All the pages in one operation */
async function pagesOf({ field, args, of }: List, windows: string[]): Promise<Page[]> {
  const item = '{ __typename ... on Node { id } }'
  const selection = `{
    edges { cursor node ${item} } nodes ${item} totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`
  const pages = windows.map((window, i) => `p${i}: ${field}(${[args, window].filter(Boolean)}) ${selection}`).join(' ')
  const data =
    of === undefined
      ? await gateway.data(`{ ${pages} }`)
      : (await gateway.data(`{ node(id: "${encodeGlobalId(of, 1)}") { ... on ${of} { ${pages} } } }`)).node
  return windows.map((_, i) => data[`p${i}`])
}

async function everything(list: List): Promise<Page> {
  const [all] = await pagesOf(list, ['first: 1000'])
  if (all === undefined) throw new Error('No page was answered.')
  return all
}

const ids = (page: Page) => page.nodes.map(({ id }) => id)

describe.each(lists.map((list) => ({ ...list, name: `${list.of ?? 'Query'}.${list.field}(${list.args ?? ''})` })))(
  '$name',
  (list) => {
    test('holds each thing once, and counts them', async () => {
      const all = await everything(list)
      expect(all.nodes.length).toBeGreaterThan(3)
      expect(new Set(ids(all)).size).toBe(all.totalCount)
      expect(all.edges.map(({ node }) => node)).toEqual(all.nodes)
      expect(all.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
    })

    test.each(['forwards', 'backwards'])('is the same walked %s', async (way) => {
      const all = await everything(list)
      const backward = way === 'backwards'
      const pages: Page[] = []
      let from: string | null = ''
      while (from !== null && pages.length <= all.totalCount) {
        const cursor: string = from && `, ${backward ? 'before' : 'after'}: "${from}"`
        const [page] = await pagesOf(list, [`${backward ? 'last' : 'first'}: 7${cursor}`])
        if (page === undefined) break
        expect(backward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage).toBe(pages.length > 0)
        pages.push(page)
        const { hasPreviousPage, startCursor, hasNextPage, endCursor } = page.pageInfo
        from = backward ? (hasPreviousPage ? startCursor : null) : hasNextPage ? endCursor : null
      }
      expect((backward ? pages.reverse() : pages).flatMap(ids)).toEqual(ids(all))
    })

    test('shows through any window what lies between its cursors', async () => {
      const { edges } = await everything(list)
      const place = fc.option(fc.nat(edges.length - 1), { freq: 2 })
      const windows = fc.record({ after: place, before: place, size: fc.nat(6), backward: fc.boolean() })
      const asked = fc.sample(windows, { seed: 7, numRuns: 40 })
      const cursor = (name: string, index: number | null) =>
        index === null ? '' : `, ${name}: "${edges[index]?.cursor}"`
      const pages = await pagesOf(
        list,
        asked.map(
          ({ after, before, size, backward }) =>
            `${backward ? 'last' : 'first'}: ${size}${cursor('after', after)}${cursor('before', before)}`,
        ),
      )
      expect(pages.map((page) => ({ ids: ids(page), ...flags(page) }))).toEqual(
        asked.map((window) =>
          windowOf(
            edges.map(({ node }) => node.id),
            window,
          ),
        ),
      )
    })
  },
)

const flags = ({ pageInfo: { hasPreviousPage, hasNextPage } }: Page) => ({ hasPreviousPage, hasNextPage })

interface Window {
  after: number | null
  before: number | null
  size: number
  backward: boolean
}

function windowOf(all: string[], { after, before, size, backward }: Window) {
  const [start, end] = [(after ?? -1) + 1, before ?? all.length]
  const between = all.slice(start, Math.max(start, end))
  const page = backward ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size)
  const rest = between.length > page.length
  return {
    ids: page,
    hasPreviousPage: start > 0 || (backward && rest),
    hasNextPage: end < all.length || (!backward && rest),
  }
}

describe('an order', () => {
  const spacesBy = async (args: string, column: string) => {
    const { spaces } = await gateway.data(`{ spaces(${args}, first: 1000) { nodes { ${column} } } }`)
    return spaces.nodes
  }

  test.each([
    ['ASC', 1],
    ['DESC', -1],
  ] as const)('by capacity has the unknown ones last: %s', async (direction, sign) => {
    const known = campus.spaces.flatMap(({ capacity }) => (capacity === null ? [] : [capacity]))
    const unknown = campus.spaces.length - known.length
    expect(await spacesBy(`orderBy: { field: CAPACITY, direction: ${direction} }`, 'capacity')).toEqual([
      ...known.sort((a, b) => sign * (a - b)).map((capacity) => ({ capacity })),
      ...Array(unknown).fill({ capacity: null }),
    ])
  })

  test.each([
    ['ASC', 1],
    ['DESC', -1],
  ] as const)('by distance has the unknown ones last: %s', async (direction, sign) => {
    const nodes = await spacesBy(
      `orderBy: { field: DISTANCE, direction: ${direction} }, ${near}`,
      'location { latitude }',
    )
    const latitudes = campus.spaces.flatMap(({ latitude }) => (latitude === null ? [] : [latitude]))
    expect(nodes).toEqual([
      ...latitudes.sort((a, b) => sign * (a - b)).map((latitude) => ({ location: { latitude } })),
      ...Array(campus.spaces.length - latitudes.length).fill({ location: null }),
    ])
  })

  test('by name is by code point, on every machine', async () => {
    const { buildings } = await gateway.data('{ buildings { nodes { name } } }')
    const names = ['Great Hall', 'LT Block', 'Lt Block 2', 'Éclair', '\u{fb00}', '😀']
    expect(buildings.nodes).toEqual(names.map((name) => ({ name })))
  })
})
