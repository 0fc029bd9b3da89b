import { type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { carriesIdempotencyKey } from './idempotencyKeys.ts'

function carries(text: string, variables: object = {}): boolean {
  const operation = parse(text).definitions[0] as OperationDefinitionNode
  const entry = { operation: { operation }, prepared: { variables } } as Parameters<typeof carriesIdempotencyKey>[0]
  return carriesIdempotencyKey(entry)
}

test.each([
  ['mutation { b(input: { idempotencyKey: "k" }) { id } }', {}, true],
  ['mutation($k: String) { b(input: { idempotencyKey: $k }) { id } }', { k: 'k' }, true],
  ['mutation($k: String) { b(input: { idempotencyKey: $k }) { id } }', {}, false],
  ['mutation($i: I!) { b(input: $i) { id } }', { i: { idempotencyKey: 'k' } }, true],
  ['mutation($i: I!) { b(input: $i) { id } }', { i: { idempotencyKey: null } }, false],
  ['mutation($i: I!) { __typename b(input: $i) { id } }', { i: { idempotencyKey: 'k' } }, true],
  ['mutation { b(input: { idempotencyKey: "k" }) { id } c(input: {}) { id } }', {}, false],
  ['mutation { signOut { userErrors { code } } }', {}, false],
  ['mutation { ...B } fragment B on Mutation { b(input: { idempotencyKey: "k" }) { id } }', {}, false],
])('%s with %j: %s', (text, variables, expected) => {
  expect(carries(text, variables)).toBe(expected)
})
