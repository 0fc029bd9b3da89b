/** Asking for every protected field in every way of writing it, and comparing each value found with what it must be. */
import { expectedOf, selections, type Truth, type Viewer } from './oracle.ts'

const styles = ['plain', 'inline', 'named', 'byInterface']

const fieldsOf = (type: string, style: string): string =>
  Object.entries(selections[type] ?? {})
    .map(([field, selection]) => `${style}_${field}: ${field}${selection}`)
    .join(' ')

/** All protected fields of the type: as they are, and in fragments of each sort. */
export const leafOf = (type: string): string => `__typename id ${fieldsOf(type, 'plain')}
  ... on ${type} { ${fieldsOf(type, 'inline')} } ...Named${type} ... on Node { ... on ${type} { ${fieldsOf(type, 'byInterface')} } }`

export const fragmentOf = (type: string): string => `fragment Named${type} on ${type} { ${fieldsOf(type, 'named')} }`

interface Leaf {
  id: string
  [field: string]: unknown
}

/** What was asked for with `leafOf`, wherever it is in an answer. */
export function leavesIn(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leavesIn)
  if (typeof value !== 'object' || value === null) return []
  if ('__typename' in value) return [value as unknown as Leaf] // only `leafOf` asks for it
  return Object.values(value).flatMap(leavesIn)
}

export interface Cells {
  right: number
  wrong: string[]
}

export function compareCells(truth: Truth, viewer: Viewer | undefined, leaves: Leaf[]): Cells {
  const cells: Cells = { right: 0, wrong: [] }
  for (const leaf of leaves) {
    for (const [field, expected] of Object.entries(expectedOf(truth, viewer, leaf.id))) {
      for (const style of styles) {
        const found = JSON.stringify(leaf[`${style}_${field}`])
        if (found === JSON.stringify(expected)) cells.right++
        else cells.wrong.push(`${leaf.__typename}.${field} ${style}: ${found}, not ${JSON.stringify(expected)}`)
      }
    }
  }
  return cells
}
