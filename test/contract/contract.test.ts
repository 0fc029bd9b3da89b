import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../support/projectCopy.ts'

const published = `
"""How a room is used."""
enum Kind { CLASSROOM OFFICE }
type Room { name: String! kind: Kind! capacity: Int }
type Query { room(name: String!): Room }
`
const capacity = 'query Capacity {\n  room(name: "LT") {\n    capacity\n  }\n}'
const room = 'query Room { room(name: "LT") { name } }'
const withoutCapacity = published.replace('capacity: Int', '')
const withNewKind = published.replace('OFFICE', 'OFFICE LABORATORY')
const withFloor = published.replace('capacity: Int', 'capacity: Int floor: Int')

let project: ProjectCopy
beforeEach(() => {
  project = copyProject()
  project.write('schema/campus.graphql', published)
  project.write('schema/operations/Room.graphql', room)
})
afterEach(() => project.remove())

const publish = () => project.compax(['schema', 'publish'])
const check = (...args: string[]) => project.compax(['schema', 'check', ...args])

/** What `schema check` says of the working schema when `published` is the baseline. */
async function checkAfter(working: string, ...args: string[]) {
  project.write('schema/published/api.graphql', published)
  project.write('schema/campus.graphql', working)
  return check(...args)
}

describe('schema check', () => {
  test('exits 1 on a break, says what breaks, for which clients, and what to do', async () => {
    project.write('schema/operations/Capacity.graphql', capacity)
    const { exitStatus, stdout, stderr } = await checkAfter(withoutCapacity)
    expect(exitStatus).toBe(1)
    expect(stdout).toContain("Room.capacity: Field 'capacity' was removed from object type 'Room'")
    expect(stdout).toContain('Operations that select it are refused.\n     Used by Capacity.')
    expect(stdout).toContain(
      ' - Capacity, schema/operations/Capacity.graphql\n     line 3: Cannot query field "capacity"',
    )
    expect(stdout).toMatch(
      /\nChanges: 1 breaking, 0 dangerous, 0 safe\. 2 registered operations tried, broken: Capacity\.\n$/,
    )
    expect(stderr).toMatch(/^The working schema breaks what clients rely on\. .*`compax schema publish`\.\n$/)
  })

  test('exits 1 on an argument of a directive that is gone, and reports the other changes too', async () => {
    const withDirective = (text: string, directive: string) => `${directive}\n${text}`
    project.write('schema/published/api.graphql', withDirective(published, 'directive @shown(how: Int = 1) on FIELD'))
    project.write('schema/campus.graphql', withDirective(withFloor, 'directive @shown on FIELD'))
    const { exitStatus, stdout, stderr } = await check()
    expect(stdout).toContain(' - @shown(how:): ')
    expect(stdout).toContain(' - Room.floor: ')
    expect(stdout).toContain('Changes: 1 breaking, 0 dangerous, 1 safe.')
    expect(stderr).toMatch(/^The working schema breaks what clients rely on\./)
    expect(exitStatus).toBe(1)
  })

  test('exits 1 on a change that it could not judge, and reports the other changes too', async () => {
    const limited = (text: string, max: string) =>
      `directive @size(max: Int) on ARGUMENT_DEFINITION\n${text.replace('name: String!)', `name: String! @size(max: ${max}))`)}`
    project.write('schema/published/api.graphql', limited(published, '9'))
    project.write('schema/campus.graphql', limited(withFloor, '"nine"'))
    const { exitStatus, stdout } = await check()
    expect(stdout).toContain(' - Query.room(name:): ')
    expect(stdout).toContain('The check failed on this change (Argument "max" has invalid value "nine".)')
    expect(stdout).toContain(' - Room.floor: ')
    expect(exitStatus).toBe(1)
  })

  test('publishes limits of what clients send, so that a tighter one is found', async () => {
    const limited = (max: number) =>
      `directive @size(max: Int) on ARGUMENT_DEFINITION\n${published.replace('name: String!)', `name: String! @size(max: ${max}))`)}`
    project.write('schema/campus.graphql', limited(9))
    await publish()
    expect(project.read('schema/published/api.graphql')).toContain('room(name: String! @size(max: 9)): Room')
    project.write('schema/campus.graphql', limited(8))
    const { exitStatus, stdout } = await check()
    expect(stdout).toMatch(/^Dangerous: .*\n - Query\.room\(name:\): @size\(max: 9\) was changed to @size\(max: 8\)\n/)
    expect(exitStatus).toBe(0)
  })

  test('exits 0 on a dangerous change, and says that it is', async () => {
    const { exitStatus, stdout } = await checkAfter(withNewKind)
    expect(stdout).toMatch(/^Dangerous: .*\n - Kind\.LABORATORY: .*\n {5}Clients may meet a value they do not know\.\n/)
    expect(exitStatus).toBe(0)
  })

  test('exits 0 on a safe change, and says nothing of the rest', async () => {
    const { exitStatus, stdout, stderr } = await checkAfter(withFloor)
    expect(stdout).toMatch(/^Safe\n - Room\.floor: .*\n\nChanges: 0 breaking, 0 dangerous, 1 safe\. 1 registered/)
    expect(exitStatus).toBe(0)
    expect(stderr).toBe('')
  })

  test('exits 0 when nothing has changed', async () => {
    const { exitStatus, stdout } = await checkAfter(published)
    expect(stdout).toBe('No change. 1 registered operation tried, none is broken.\n')
    expect(exitStatus).toBe(0)
  })

  test('exits 1 on a broken operation alone', async () => {
    project.write('schema/operations/Floor.graphql', 'query Floor { room(name: "LT") { floor } }')
    const { exitStatus, stdout } = await checkAfter(published)
    expect(stdout).toMatch(
      /^Broken operations: .*\n - Floor, .*\n {5}line 1: Cannot query field "floor" on type "Room"\./,
    )
    expect(exitStatus).toBe(1)
  })

  test('gives a program one JSON document, and the same exit status', async () => {
    project.write('schema/operations/Capacity.graphql', capacity)
    const { exitStatus, stdout } = await checkAfter(withoutCapacity, '--format', 'json')
    expect(exitStatus).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      breaking: [{ path: 'Room.capacity', operations: ['Capacity'] }],
      dangerous: [],
      safe: [],
      brokenOperations: [{ name: 'Capacity' }],
    })
  })

  test('compares with another schema when given one, found from where it was started', async () => {
    project.write('other.graphql', withNewKind)
    const { exitStatus, stdout } = await project.compax(['schema', 'check', '--against', 'other.graphql'], {
      cwd: project.folder,
    })
    expect(stdout).toContain("Kind.LABORATORY: Enum value 'LABORATORY' was removed")
    expect(exitStatus).toBe(1)
  })
})

describe('schema publish', () => {
  test('makes the working schema the baseline, with descriptions, and registers the operations', async () => {
    const { exitStatus, stdout } = await publish()
    expect({ exitStatus, stdout }).toEqual({ exitStatus: 0, stdout: 'The schema is published for the first time.\n' })
    expect(project.read('schema/published/api.graphql')).toContain('"""How a room is used."""\nenum Kind {')
    expect(JSON.parse(project.read('schema/published/operations.json'))).toMatchObject({
      format: 'apollo-persisted-query-manifest',
      operations: [{ name: 'Room', type: 'query' }],
    })
  })

  test('says what that changes for clients, and leaves nothing for the next check', async () => {
    expect((await checkAfter(withoutCapacity)).exitStatus).toBe(1)
    const { exitStatus, stdout } = await publish()
    expect(stdout).toContain("Room.capacity: Field 'capacity' was removed")
    expect(exitStatus).toBe(0)
    expect((await check()).stdout).toMatch(/^No change\./)
  })

  test('publishes nothing while a registered operation is broken', async () => {
    await publish()
    project.write('schema/operations/Floor.graphql', 'query Floor { room(name: "LT") { floor } }')
    project.write('schema/campus.graphql', withNewKind)
    const { exitStatus, stderr } = await publish()
    expect(stderr).toMatch(/^schema\/operations\/Floor\.graphql:1: Floor: Cannot query field "floor" on type "Room"\./)
    expect(exitStatus).toBe(1)
    expect(project.read('schema/published/api.graphql')).not.toContain('LABORATORY')
    expect(project.read('schema/published/operations.json')).not.toContain('Floor')
  })
})

describe('abuse', () => {
  test('without a baseline the command that makes one is named', async () => {
    const { exitStatus, stderr } = await check()
    expect(stderr).toBe(
      'No schema is published yet. Run `compax schema publish` to make the working one the baseline.\n',
    )
    expect(exitStatus).toBe(2)
  })

  test('a file that is not there, or no schema, is bad usage', async () => {
    project.write('bad.graphql', 'type Query {\n  a: Room\n}')
    const missing = await check('--against', 'nowhere.graphql')
    expect(missing.stderr).toMatch(
      /^Cannot read a schema from nowhere\.graphql: ENOENT: no such file or directory.*\n$/,
    )
    const bad = await check('--against', `${project.folder}/bad.graphql`)
    expect(bad.stderr).toMatch(/^This is no GraphQL schema: .*bad\.graphql:2: Unknown type "Room"\.\n$/)
    expect([missing.exitStatus, bad.exitStatus]).toEqual([2, 2])
  })

  test('a format that does not exist is bad usage, and those that do are named', async () => {
    const { exitStatus, stderr } = await check('--format', 'xml')
    expect(stderr).toContain("'xml' is invalid. Allowed choices are text, json.")
    expect(exitStatus).toBe(2)
  })

  test('a working schema with a mistake is named with its file and line', async () => {
    const { exitStatus, stderr } = await checkAfter('type Query {\n  a: Romm\n}')
    expect(stderr).toBe('schema/campus.graphql:2: Unknown type "Romm".\n')
    expect(exitStatus).toBe(1)
  })
})
