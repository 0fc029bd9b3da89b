/** A `.cpuprofile` of V8's as a tree of calls with times: what is in it twice below one caller is one call here. */

export interface CpuProfile {
  nodes: readonly ProfileNode[]
  startTime: number
  endTime: number
  /** Ids of nodes, and the microseconds before each of them */
  samples?: readonly number[]
  timeDeltas?: readonly number[]
}

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: readonly number[]
}

export interface Call {
  name: string
  /** File and line, empty for what is V8's own */
  place: string
  selfMicroseconds: number
  totalMicroseconds: number
  calls: Call[]
}

export function callTree({ nodes, samples = [], timeDeltas = [] }: CpuProfile): Call {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const self = new Map<number, number>()
  for (const [index, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[index] ?? 0))
  const [root] = nodes
  if (root === undefined) throw new Error('The profile is empty.')

  function merge(same: readonly ProfileNode[], name: string, place: string): Call {
    const selfMicroseconds = same.reduce((sum, { id }) => sum + (self.get(id) ?? 0), 0)
    const children = same.flatMap(({ children = [] }) => children.flatMap((id) => byId.get(id) ?? []))
    const groups = Map.groupBy(children, (node) => `${nameOf(node)}\n${placeOf(node)}`)
    const calls = [...groups.values()].flatMap((group) =>
      group[0] === undefined ? [] : merge(group, nameOf(group[0]), placeOf(group[0])),
    )
    const totalMicroseconds = calls.reduce((sum, call) => sum + call.totalMicroseconds, selfMicroseconds)
    return { name, place, selfMicroseconds, totalMicroseconds, calls }
  }
  return merge([root], 'all', '')
}

export interface Hot {
  name: string
  place: string
  selfMicroseconds: number
}

/** The functions that were at work themselves for longest, idling left out. */
export function hottest(root: Call, count: number): Hot[] {
  const byFunction = new Map<string, Hot>()
  const visit = ({ name, place, selfMicroseconds, calls }: Call): void => {
    const key = `${name}\n${place}`
    const known = byFunction.get(key) ?? { name, place, selfMicroseconds: 0 }
    known.selfMicroseconds += selfMicroseconds
    byFunction.set(key, known)
    calls.forEach(visit)
  }
  visit(root)
  return [...byFunction.values()]
    .filter(({ name }) => name !== '(idle)')
    .sort((a, b) => b.selfMicroseconds - a.selfMicroseconds)
    .slice(0, count)
}

const nameOf = ({ callFrame }: ProfileNode): string => callFrame.functionName || '(anonymous)'

function placeOf({ callFrame: { url, lineNumber } }: ProfileNode): string {
  const [, inside] = /\/((?:src|node_modules)\/.*)$/.exec(url) ?? []
  const file = inside ?? url
  return file === '' ? '' : `${file}:${lineNumber + 1}`
}
