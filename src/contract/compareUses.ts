/** What became of the directives on what clients send, element by element, on those that both schemas have. */
import { isDeepStrictEqual } from 'node:util'
import { type ConstDirectiveNode, type GraphQLSchema, print } from 'graphql'
import { type DirectiveUse, directiveNodes, readUse } from './directiveUses.ts'
import { judgedAlone } from './judgedAlone.ts'
import type { SchemaChange } from './report.ts'
import { effectOfUse, severityOfUse, type UseChange } from './useSeverity.ts'

/** `sendersOf` gives the names of the operations that send the element at a coordinate. */
export function compareUses(
  published: GraphQLSchema,
  working: GraphQLSchema,
  sendersOf: (coordinate: string) => string[],
): SchemaChange[] {
  const workingNodes = directiveNodes(working)
  return [...directiveNodes(published)].flatMap(([path, before]) => {
    const after = workingNodes.get(path)
    if (after === undefined) return []
    return judgedAlone({ path, message: describeNodes(before, after) }, () =>
      pairUses(before.map(reader(published)), after.map(reader(working))).map((change) => {
        const severity = severityOfUse(change)
        const operations = severity === 'safe' ? [] : sendersOf(path)
        return { severity, path, message: describeUses(change), effect: effectOfUse(change, severity), operations }
      }),
    )
  })
}

const reader = (schema: GraphQLSchema) => (node: ConstDirectiveNode) => readUse(node, schema)

/** Leaves out what is the same on both sides, in whatever order; of repeated ones the first becomes the first. */
function pairUses(before: readonly DirectiveUse[], after: readonly DirectiveUse[]): UseChange[] {
  const rest = [...after]
  const changed = before.filter((use) => {
    const same = rest.findIndex((other) => isDeepStrictEqual(other, use))
    if (same >= 0) rest.splice(same, 1)
    return same < 0
  })
  const pairs = changed.map((use): UseChange => {
    const next = rest.findIndex(({ name }) => name === use.name)
    return { before: use, after: next < 0 ? undefined : rest.splice(next, 1)[0] }
  })
  return [...pairs, ...rest.map((use): UseChange => ({ before: undefined, after: use }))]
}

function describeUses({ before, after }: UseChange): string {
  if (before === undefined) return after === undefined ? '' : `${printUse(after)} was added`
  return after === undefined
    ? `${printUse(before)} was removed`
    : `${printUse(before)} was changed to ${printUse(after)}`
}

function printUse({ name, values }: DirectiveUse): string {
  const given = Object.entries(values).map(([argument, value]) => `${argument}: ${JSON.stringify(value)}`)
  return given.length === 0 ? `@${name}` : `@${name}(${given.join(', ')})`
}

/** For when their values cannot be read. */
function describeNodes(before: readonly ConstDirectiveNode[], after: readonly ConstDirectiveNode[]): string {
  const [from, to] = [before, after].map((nodes) => (nodes.length === 0 ? 'none' : nodes.map(print).join(' ')))
  return `Its directives (before: ${from}, now: ${to}) could not be compared`
}
