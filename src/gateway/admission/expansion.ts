/**
 * How often each definition of a document stands in an operation when its fragments are put in place. It is found
 * without putting them there, because a few fragments that spread each other twice stand for 2^n selections ("billion
 * laughs"), even where a condition leaves them out.
 */
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { clientError } from '../errors/errors.ts'

export type Definition = OperationDefinitionNode | FragmentDefinitionNode
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** Far more than an honest operation has */
const maxSelections = 50_000

/** Throws OPERATION_TOO_COSTLY for an operation of more selections than any honest one. */
export function expand(operation: OperationDefinitionNode, fragments: Fragments): ReadonlyMap<Definition, number> {
  const contents = new Map<Definition, Contents>()
  for (const definition of [operation, ...fragments.values()]) contents.set(definition, contentsOf(definition))
  const times = new Map<Definition, number>([[operation, 1]])
  let selections = 0
  for (const definition of inOrder(operation, contents, fragments)) {
    const own = times.get(definition) ?? 0
    const { size, spreads } = contents.get(definition) ?? nothing
    selections += own * size
    if (!(selections <= maxSelections)) throw tooMany()
    for (const name of spreads) {
      const fragment = fragments.get(name)
      if (fragment !== undefined) times.set(fragment, (times.get(fragment) ?? 0) + own)
    }
  }
  return times
}

interface Contents {
  /** Selections in its own text */
  size: number
  /** Names of the fragments that it spreads, each as often as it spreads it */
  spreads: string[]
}

const nothing: Contents = { size: 0, spreads: [] }

function contentsOf({ selectionSet }: Definition): Contents {
  const contents: Contents = { size: 0, spreads: [] }
  forEachSelection(selectionSet, (node) => {
    contents.size++
    if (node.kind === Kind.FRAGMENT_SPREAD) contents.spreads.push(node.name.value)
  })
  return contents
}

/** Only selections of this text itself, not those of fragments that it spreads. */
export function forEachSelection({ selections }: SelectionSetNode, found: (node: SelectionNode) => void): void {
  for (const node of selections) {
    found(node)
    if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) forEachSelection(node.selectionSet, found)
  }
}

/** Each definition after all that spread it: depth first, then reversed. Validation has found circles before. */
function inOrder(
  operation: OperationDefinitionNode,
  contents: ReadonlyMap<Definition, Contents>,
  fragments: Fragments,
): Definition[] {
  const done: Definition[] = []
  const seen = new Set<Definition>()
  const enter = (definition: Definition) => {
    if (seen.has(definition)) return
    seen.add(definition)
    for (const name of new Set(contents.get(definition)?.spreads)) {
      const fragment = fragments.get(name)
      if (fragment !== undefined) enter(fragment)
    }
    done.push(definition)
  }
  enter(operation)
  return done.reverse()
}

const tooMany = () =>
  clientError('OPERATION_TOO_COSTLY', `The operation has more than ${maxSelections} selections. Ask for less at once.`)
