/** The variables that decide which selections of an operation count: a plan is made for each set of their values. */
import { type DocumentNode, Kind, visit } from 'graphql'
import type { Variables } from '../types.ts'

export function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ arguments: given = [] }) {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names].sort()
}

export function conditionsOf(names: readonly string[], variables: Variables): Variables {
  const conditions: Record<string, unknown> = Object.create(null)
  for (const name of names) if (Object.hasOwn(variables, name)) conditions[name] = variables[name]
  return conditions
}
