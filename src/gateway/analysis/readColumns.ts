/**
 * Which columns of its row a resolver reads, if its source says so: the names that it takes out of its first parameter.
 * The row is its only way to the columns, so it cannot use any others. A resolver that takes its row whole may use them
 * all. A source that is not plain to see counts as all, because a column too many costs a little, and a missing column
 * is a wrong answer.
 */

/** Undefined: it may read any column. */
export function readColumns(resolve: (...parameters: never[]) => unknown): readonly string[] | undefined {
  const source = resolve.toString()
  // The source of a bound function says nothing.
  if (source.includes('[native code]')) return undefined
  if (ignoresRow(source)) return []
  const [, pattern] = /^(?:async\s*)?(?:function\s*)?(?:\w+\s*)?\(\s*\{([^{}]*)\}\s*[,)=]/.exec(source) ?? []
  if (pattern === undefined) return undefined
  const parts = pattern.split(',').flatMap((part) => part.trim() || [])
  const names = parts.flatMap((part) => plainPart.exec(part)?.[1] ?? [])
  return names.length === parts.length ? names : undefined
}

/** `id`, `id: own` or `kind = 'none'`: no rest of the row, no computed name and no comment among them */
const plainPart = /^([\w$]+)(?:\s*:\s*[\w$]+)?(?:\s*=\s*(?:[\w$.-]+|'[^',{}]*'|"[^",{}]*"))?$/

/** No parameter, or a first one that is called `_…` and is never used. */
function ignoresRow(source: string): boolean {
  const [, first] = /^(?:async\s*)?(?:function\s*)?(?:\w+\s*)?\(\s*(_\w*(?=\s*[,)])|(?=\)))/.exec(source) ?? []
  if (first === undefined) return false
  return first === '' ? !/\barguments\b/.test(source) : source.split(new RegExp(`\\b${first}\\b`)).length === 2
}
