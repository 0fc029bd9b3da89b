/**
 * Every field that is hidden from some viewer, for every role, on every path that the schema has to it. The paths are
 * read off the schema, so a new one is tested without a change here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rules } from '../../../src/campus/entities/index.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { compareCells, fragmentOf, leafOf, leavesIn } from '../../support/visibility/cells.ts'
import { readTruth, selections, type Truth, type Viewer } from '../../support/visibility/oracle.ts'
import { argumentsFor, inputsOf } from '../../support/visibility/questions.ts'
import { nameOf, type Route, routesThrough, selectionOf } from '../../support/visibility/routes.ts'
import { type Stage, setStage } from '../../support/visibility/stage.ts'

const schema = readSchema()
const ends = new Set(Object.keys(selections))
const reads = routesThrough(schema, { root: 'Query', ends, longest: 3 })
const changes = routesThrough(schema, { root: 'Mutation', ends, longest: 3 }).filter(leadsSomewhere)
const roles = ['nobody', 'owner', 'another student', 'class rep', 'exam officer', 'admin']

let stage: Stage
let viewers: Record<string, Viewer | undefined>
let signedUp = 0
beforeAll(async () => {
  stage = await setStage()
  const signer = await signUp('signer')
  const { rows } = await stage.database.query<Viewer>('select id, role from users')
  const byId = new Map(rows.map((row) => [row.id, row]))
  viewers = Object.fromEntries(Object.entries(stage.people).map(([who, person]) => [who, byId.get(person?.id ?? 0)]))
  viewers.signer = byId.get(signer)
})
afterAll(() => stage.stop())

test('every field that has a rule is in the matrix', () => {
  const ruled = rules.flatMap((part) => Object.entries(part)).filter(([type]) => !['Query', 'Mutation'].includes(type))
  // A rule that only says which part of the viewer a field depends on hides nothing.
  const hiding = (fields: object) => Object.entries(fields).flatMap(([field, rule]) => (rule.owner ? [field] : []))
  const coordinates = ruled.flatMap(([type, fields]) => hiding(fields).map((field) => `${type}.${field}`))
  const known = Object.entries(selections).flatMap(([type, fields]) => Object.keys(fields).map((f) => `${type}.${f}`))
  expect(coordinates.toSorted()).toEqual(known.toSorted())
})

describe('of what is read', () => {
  const found = new Map<string, number>()

  test.each(roles)('%s sees what the contract says, on every way', async (who) => {
    const truth = await readTruth(stage.database)
    const results = await readAll(truth, who)
    expect(results.flatMap(({ route, wrong }) => wrong.map((cell) => `${nameOf(route)}: ${cell}`))).toEqual([])
    expect(results.reduce((sum, { right }) => sum + right, 0)).toBeGreaterThan(20_000)
    for (const { route, ids } of results) found.set(nameOf(route), (found.get(nameOf(route)) ?? 0) + ids.length)
    const shown = Map.groupBy(results, ({ route }) => (isForAll(route) ? 'all' : 'some'))
    listsForAll.push(JSON.stringify(shown.get('all')?.map(({ route, ids }) => [nameOf(route), ids])))
  })

  const listsForAll: string[] = []
  test('lists that are for all hold the same for all', () => {
    expect([new Set(listsForAll).size, listsForAll.length]).toEqual([1, roles.length])
  })

  /** No office is free, and a single node is one thing: a class in one room, a rating of one. */
  const emptyByNature = /^Query\.(freeSpaces.*:Office|node:(ClassSession|Rating) .*:(Classroom|Laboratory|Office))/
  test('no other path was empty for every viewer', () => {
    const empty = reads.map(nameOf).filter((name) => found.get(name) === 0)
    expect(empty.filter((name) => !emptyByNature.test(name))).toEqual([])
    expect(reads.length).toBeGreaterThan(350)
  })
})

describe('of what a change answers', () => {
  test.each(roles)('%s sees what the contract says, on every way', async (who) => {
    const cells = { right: 0, wrong: [] as string[] }
    for (const route of changes) {
      const { viewer, leaves } = await changeAs(who, route)
      const { right, wrong } = compareCells(await readTruth(stage.database), viewer, leaves)
      cells.right += right
      cells.wrong.push(...wrong.map((cell) => `${nameOf(route)}: ${cell}`))
    }
    expect(cells.wrong).toEqual([])
    expect(cells.right).toBeGreaterThan(10)
  })
})

/** Not through what is shown to some only: there are no lists that are the same for all. */
const isForAll = ({ steps }: Route): boolean =>
  !steps.some(({ parent, field }) =>
    /^(Query\.(viewer|users|auditTrail)|User\.bookings|Booking\.bookedBy)$/.test(`${parent}.${field}`),
  )

async function readAll(truth: Truth, who: string) {
  const results: { route: Route; ids: string[]; right: number; wrong: string[] }[] = []
  for (let first = 0; first < reads.length; first += 20) {
    const routes = reads.slice(first, first + 20)
    const answers = await send(routes.map(queryOf), who)
    for (const [index, route] of routes.entries()) {
      const { data, errors = [] } = answers[index] ?? {}
      const refused = route.steps[0]?.field === 'auditTrail' ? codeOfTrail(who) : undefined
      expect([nameOf(route), errors[0]?.extensions.code]).toEqual([nameOf(route), refused])
      const leaves = leavesIn(data)
      results.push({ route, ids: leaves.map(({ id }) => id), ...compareCells(truth, viewers[who], leaves) })
    }
  }
  return results
}

const codeOfTrail = (who: string) => (who === 'nobody' ? 'UNAUTHENTICATED' : who === 'admin' ? undefined : 'FORBIDDEN')

const queryOf = (route: Route): string =>
  `{ ${selectionOf(route, leafOf(route.end), argumentsFor(schema, stage.ids))} } ${fragmentOf(route.end)}`

async function changeAs(who: string, route: Route) {
  const [{ field = '' } = {}] = route.steps
  const unique = `new-${signedUp++}`
  const input = inputsOf(stage.ids, who, unique)[field] ?? ''
  const given = argumentsFor(schema, stage.ids)
  const selection = selectionOf(route, leafOf(route.end), (step) =>
    step.parent === 'Mutation' ? `(input: { ${input} })` : given(step),
  )
  const [answer] = await send([`mutation { ${selection} } ${fragmentOf(route.end)}`], who)
  const entered = field === 'signUp' ? await personCalled(unique) : field === 'signIn' ? viewers.signer : undefined
  return { viewer: entered ?? viewers[who], leaves: leavesIn(answer?.data) }
}

/** A new row has no related rows that could be hidden, beyond the first step. */
function leadsSomewhere({ steps }: Route): boolean {
  const field = steps[0]?.field ?? ''
  if (field === 'signUp' || field === 'signIn') return steps.length === 2
  return !['createBuilding', 'createSpace', 'createTerm'].includes(field)
}

async function send(queries: string[], who: string) {
  const response = await fetch(`${stage.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...stage.people[who]?.headers },
    body: JSON.stringify(queries.map((query) => ({ query }))),
  })
  return (await response.json()) as Awaited<ReturnType<typeof stage.gateway.execute>>[]
}

async function signUp(name: string): Promise<number> {
  await send([`mutation { signUp(input: { ${inputsOf({}, '', name).signUp} }) { token } }`], 'nobody')
  return (await personCalled(name))?.id ?? 0
}

async function personCalled(name: string): Promise<Viewer | undefined> {
  const { rows } = await stage.database.query<Viewer>('select id, role from users where username = $1', [name])
  return rows[0]
}
