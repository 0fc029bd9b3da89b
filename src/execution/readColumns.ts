/**
 * What a resolver reads of its row, where it says so: the names that it takes out of its first parameter. A row is its
 * one way to the columns, so it cannot use any others; one that takes its row whole may use them all.
 */

/** Undefined: it may be anything. */
export function readColumns(resolve: (...parameters: never[]) => unknown): readonly string[] | undefined {
  const source = resolve.toString()
  if (/^(async\s*)?(\w+\s*)?\(\s*(_\w*\s*[,)]|\))/.test(source)) return []
  const [, pattern] = /^(?:async\s*)?(?:function\s*)?(?:\w+\s*)?\(\s*\{([^{}]*)\}/.exec(source) ?? []
  if (pattern === undefined) return undefined
  const names = pattern.split(',').flatMap((part) => part.trim().split(/[\s:=]/)[0] || [])
  return names.some((name) => name.startsWith('...')) ? undefined : names
}
