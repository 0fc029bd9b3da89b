/** graphql-js is the oracle: compiled execution must give the same answers. */
import { type ExecutionResult, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { compileOperation } from '../../../src/gateway/execution/compileOperation.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { inventResolvers } from '../../support/execution/inventedResolvers.ts'
import { type RandomOperation, randomOperation } from '../../support/execution/randomOperation.ts'

describe.each([
  ['where nothing goes wrong', 0, 2_000],
  ['where a little goes wrong', 0.02, 4_000],
  ['where much goes wrong', 0.2, 4_000],
])('%s', (_, faults, count) => {
  test(`${count} operations have the answers and errors of graphql-js`, async () => {
    const schema = inventResolvers(readSchema(), faults)
    let withErrors = 0
    for (let number = 0; number < count; number++) {
      const operation = randomOperation(schema, createRandom('operation', faults, number))
      const { expected, answered } = await bothAnswers(schema, operation)
      expect(answered, operation.text).toEqual(expected)
      if (expected.errors.length > 0) withErrors++
    }
    if (faults > 0) expect(withErrors).toBeGreaterThan(count / 20)
  })
})

async function bothAnswers(schema: GraphQLSchema, { text, variables }: RandomOperation) {
  const document = parse(text)
  expect(validate(schema, document), text).toEqual([])
  const judged = await execute({ schema, document, variableValues: variables })
  const prepared = compileOperation({ schema, tags: { rowKind: () => undefined } }, document, undefined)?.prepare(
    variables,
  )
  if (prepared === undefined) throw new Error(`Not prepared: ${text}`)
  return { expected: plain(judged), answered: plain(await prepared.run({})) }
}

/**
 * Where several errors null the same value, the error that came first is reported. This function ignores which one it
 * was.
 */
function plain({ data, errors = [] }: ExecutionResult | { data: unknown; errors: readonly GraphQLError[] }) {
  const answer: unknown = JSON.parse(JSON.stringify(data ?? null))
  const told = errors.map((error) => {
    const path = error.path ?? []
    const lost = path.findIndex((_, length) => valueAt(answer, path.slice(0, length)) === null)
    if (lost >= 0) return JSON.stringify({ lost: path.slice(0, lost) })
    const { message, locations, extensions } = error
    // An internal error has a message of our own, which no client sees.
    return JSON.stringify({ path, message: 'code' in extensions && message, locations, extensions })
  })
  return { data: answer, keys: JSON.stringify(answer), errors: [...new Set(told)].sort() }
}

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (at === null || at === undefined ? at : at[key as keyof typeof at]), value)
