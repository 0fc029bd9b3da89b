/** The database compares names by `fold_name`, files are compared among themselves by `foldName`: they are one. */
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldCode, foldName } from '../../../src/campus/importing/names.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await database.drop()
})

/** Of the letters of its own version of Unicode, an older one than ours, perhaps: others it leaves as they are. */
async function knownToDatabase(names: string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from jsonb_array_elements_text($1) as name where unicode_assigned(name)`,
    [JSON.stringify(names)],
  )
  return rows.map(({ name }) => name)
}

/** As JSON: an array literal of a million letters is read slowly. */
async function foldedByDatabase(names: string[], fold = 'fold_name'): Promise<string[]> {
  const { rows } = await client.query<{ folded: string }>(
    `select ${fold}(name #>> '{}') as folded from jsonb_array_elements($1) with ordinality as n (name, place) order by place`,
    [JSON.stringify(names)],
  )
  return rows.map(({ folded }) => folded)
}

test.each([
  ['One', 'one'],
  ['  One\u00a0\u3000 hall\t', 'one hall'],
  ['Ｏｎｅ', 'one'],
  ['ﬁrst ﬂoor', 'first floor'],
  ['Cafe\u0301', 'caf\u00e9'],
  ['J\u030c', '\u01f0'],
  ['İstanbul', 'istanbul'],
  ['Straße', 'straße'],
  ['STRAẞE', 'straße'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδος', 'οδοσ'],
  ['ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი'],
  ['Room\u200b \u00adA\ufe0f', 'room a'],
  ['№ Ⅳ', 'no iv'],
  ['\u200b', ''],
])('%j is read as %j', async (name, folded) => {
  expect(foldName(name)).toBe(folded)
  expect(await foldedByDatabase([name])).toEqual([folded])
})

test('every letter is read alike by both, between others and alone', { timeout: 120_000 }, async () => {
  const letters: string[] = []
  for (let code = 1; code < 0x110000; code++) {
    if (code < 0xd800 || code > 0xdfff) letters.push(String.fromCodePoint(code))
  }
  let compared = 0
  for (let from = 0; from < letters.length; from += 50_000) {
    const names = await knownToDatabase(letters.slice(from, from + 50_000).map((letter) => `x${letter} y`))
    compared += names.length
    const folded = await foldedByDatabase(names)
    expect(names.filter((name, index) => folded[index] !== foldName(name))).toEqual([])
    // What is folded stays as it is when folded again.
    expect(folded.filter((name) => foldName(name) !== name)).toEqual([])
  }
  expect(compared).toBeGreaterThan(150_000)
})

const letter = fc.oneof(
  fc.constantFrom(...'aAbBİıIiſßẞΣσςǄǅǆＡａ \u00a0\u3000\t\u200b\u00ad\u0301\u030c\u0307\u0345ﬁ①'),
  fc.integer({ min: 1, max: 0x2fff }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 1, max: 0xd7ff }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0xe000, max: 0x1ffff }).map((code) => String.fromCodePoint(code)),
)

test('any name and any code is folded alike by both', async () => {
  const text = fc.array(letter, { maxLength: 40 }).map((letters) => letters.join(''))
  const long = fc
    .tuple(text, fc.integer({ min: 0, max: 700 }))
    .map(([part, times]) => part.repeat(times).slice(0, 4000).toWellFormed())
  const names = await knownToDatabase(
    fc.sample(fc.oneof({ weight: 20, arbitrary: text }, { weight: 1, arbitrary: long }), 5000),
  )
  expect(names.length).toBeGreaterThan(1000)
  const byDatabase = await foldedByDatabase(names)
  expect(names.filter((name, index) => byDatabase[index] !== foldName(name))).toEqual([])
  const codes = names.slice(0, 2000)
  expect(await foldedByDatabase(codes, 'fold_code')).toEqual(codes.map(foldCode))
})
