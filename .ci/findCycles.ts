/** Circles in a directed graph, each with its first node again at its end; one for each edge that closes any. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  for (const node of edges.keys()) walk(node, [])
  return cycles

  function walk(node: string, path: readonly string[]): void {
    const start = path.indexOf(node)
    if (start >= 0) cycles.push([...path.slice(start), node])
    if (start >= 0 || done.has(node)) return
    for (const next of edges.get(node) ?? []) walk(next, [...path, node])
    done.add(node)
  }
}
