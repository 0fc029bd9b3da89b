import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { every, join, raw, Sql, sql } from './sql.ts'
import { createStatements } from './statements.ts'

const byName = (name: string) => sql`name = ${name}`
const byFloor = (floor: number, ...more: Sql[]) => sql`select ${every([sql`floor = ${floor}`, ...more])}`

test('fragments of the same places are one statement, whatever their values', () => {
  const { find } = createStatements()
  const [first, second]: [unknown[], unknown[]] = [[], []]
  const statement = find(byFloor(1, byName('A')), first)
  expect(find(byFloor(2, byName('B')), second)).toBe(statement)
  expect(statement.text).toBe('select floor = $1 and name = $2')
  expect([first, second]).toEqual([
    [1, 'A'],
    [2, 'B'],
  ])
})

test('a fragment more, or a value in place of a fragment, is another statement', () => {
  const { find } = createStatements()
  const selected = (what: unknown) => find(sql`select ${what}`, []).text
  expect([byFloor(1), byFloor(1, sql`true`)].map((fragment) => find(fragment, []).text)).toEqual([
    'select floor = $1',
    'select floor = $1 and true',
  ])
  expect([selected('$1'), selected(raw('1')), selected(raw('$1')), selected(sql`${1}`)]).toEqual([
    'select $1',
    'select 1',
    'select $1',
    'select $1',
  ])
})

test('a name is that of the text: the same wherever and whenever it is made', () => {
  const name = createStatements().find(sql`select ${raw('1')}`, []).name
  expect(createStatements().find(sql`select 1`, []).name).toBe(name)
  expect(name).toBe('compax_822ae07d4783158bc1912bb6')
})

describe('of more than 500 statements', () => {
  const numbered = (number: number) => sql`select ${raw(String(number))}, ${number}`
  const registered = (number: number) => Object.assign(numbered(number), { isRegistered: true })
  const filled = () => {
    const statements = createStatements()
    return {
      ...statements,
      sizeNow: () => statements.size,
      made: Array.from({ length: 500 }, (_, n) => statements.find(numbered(n), [])),
    }
  }

  test('each has a name, which fits what the server keeps of one', () => {
    const { find, made } = filled()
    const names = [...made, find(numbered(500), [])].map(({ name }) => name)
    expect(new Set(names).size).toBe(501)
    for (const name of names) expect(name.length).toBeLessThan(64)
  })

  test('the one that was not used for longest goes', () => {
    const { find, made, sizeNow } = filled()
    expect(find(numbered(0), [])).toBe(made[0])
    find(numbered(500), [])
    expect(sizeNow()).toBe(500)
    expect(find(numbered(0), [])).toBe(made[0])
    expect(find(numbered(2), [])).toBe(made[2])
    const again = find(numbered(1), [])
    expect(again).not.toBe(made[1])
    expect(again.name).toBe(made[1]?.name)
  })

  test('those of registered operations stay, up to a half of all', () => {
    const { find, made, sizeNow } = filled()
    for (let number = 0; number < 300; number++) find(registered(number), [])
    for (let number = 1000; number < 3000; number++) find(numbered(number), [])
    expect(sizeNow()).toBe(500)
    for (let number = 0; number < 250; number++) expect(find(numbered(number), [])).toBe(made[number])
    expect(find(numbered(299), [])).not.toBe(made[299])
  })
})

/** As many templates as there are shapes in the tests below: each is one place of code. */
const templates: readonly ((parts: unknown[]) => Sql)[] = [
  () => sql`now()`,
  () => raw('floor'),
  ([a]) => sql`not ${a}`,
  ([a]) => sql`${a}`,
  ([a, b]) => sql`(${a} = ${b})`,
  ([a, b, c]) => sql`${a}, ${b} between ${c}`,
  (parts) => join(parts),
  (parts) => join(parts, ' or '),
]

const { fragment } = fc.letrec<{ fragment: Sql; part: unknown }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer(),
    fc.constantFrom('a', null),
    tie('fragment'),
  ),
  fragment: fc
    .tuple(fc.nat({ max: templates.length - 1 }), fc.array(tie('part'), { minLength: 3, maxLength: 4 }))
    .map(([index, parts]) => templates[index]?.(parts) ?? raw('')),
}))

/** Text and values put together with nothing remembered. */
function plainly(fragment: Sql): { text: string; values: unknown[] } {
  const values: unknown[] = []
  const write = ({ strings, parts }: Sql): string =>
    strings.map((text, index) => (index === 0 ? text : written(parts[index - 1]) + text)).join('')
  const written = (part: unknown): string => (part instanceof Sql ? write(part) : `$${values.push(part)}`)
  return { text: write(fragment), values }
}

test('text and values are those put together plainly, for any fragments in any order', () => {
  fc.assert(
    fc.property(fc.array(fragment, { minLength: 1, maxLength: 20 }), (fragments) => {
      const { find } = createStatements()
      for (const one of [...fragments, ...fragments]) {
        const values: unknown[] = []
        const { text } = find(one, values)
        expect({ text, values }).toEqual(plainly(one))
        expect({ text: one.text, values: one.values }).toEqual(plainly(one))
      }
    }),
    { numRuns: 500 },
  )
})
