/** Whether a mutation may be sent again although it may have been done: each field has a key that identifies it. */

import { Kind, type ValueNode } from 'graphql'
import type { Variables } from '../types.ts'
import type { CompiledEntry } from './prepareEntries.ts'

export function carriesIdempotencyKey({ operation, prepared }: Pick<CompiledEntry, 'operation' | 'prepared'>): boolean {
  return operation.operation.selectionSet.selections.every((field) => {
    if (field.kind !== Kind.FIELD) return false
    const input = field.arguments?.find(({ name }) => name.value === 'input')
    return field.name.value === '__typename' || (input !== undefined && hasKey(input.value, prepared.variables))
  })
}

function hasKey(input: ValueNode, variables: Variables): boolean {
  if (input.kind === Kind.VARIABLE) return isKey(keyOf(variables[input.name.value]))
  if (input.kind !== Kind.OBJECT) return false
  const key = input.fields.find(({ name }) => name.value === 'idempotencyKey')?.value
  if (key?.kind === Kind.VARIABLE) return isKey(variables[key.name.value])
  return key?.kind === Kind.STRING
}

const keyOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'idempotencyKey' in input ? input.idempotencyKey : undefined

const isKey = (key: unknown): boolean => typeof key === 'string'
