/** `docs/errors.md` names every code that a client can get, and none that it cannot. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** The codes in the first column of the table below a heading */
function documentedBelow(heading: string): string[] {
  const [, section = ''] = read('docs/errors.md').split(`\n## ${heading}\n`)
  const [table = ''] = section.split('\n## ')
  return [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code)
}

/** A type leaves nothing behind when it runs, so its members are read from its text. */
function errorCodes(): string[] {
  const [, type = ''] =
    /export type ErrorCode =\n((?: {2}\| '[A-Z_]+'\n)+)/.exec(read('src/gateway/errors/errors.ts')) ?? []
  return [...type.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code)
}

function userErrorCodes(): string[] {
  const [, values = ''] = /enum UserErrorCode \{\n(.*?)\n\}/s.exec(read('schema/userError.graphql')) ?? []
  return [...values.matchAll(/^ {2}([A-Z_]+)$/gm)].map(([, code = '']) => code)
}

test.each([
  ['Error codes', errorCodes()],
  ['User error codes', userErrorCodes()],
])('the table "%s" of docs/errors.md holds the codes that there are', (heading, codes) => {
  expect(codes.length).toBeGreaterThan(10)
  const documented = documentedBelow(heading)
  const missing = codes.filter((code) => !documented.includes(code))
  const unknown = documented.filter((code) => !codes.includes(code))
  expect({ missing, unknown, twice: documented.length - new Set(documented).size }).toEqual({
    missing: [],
    unknown: [],
    twice: 0,
  })
})
