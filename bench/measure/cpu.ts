/** CPU seconds of processes, from /proc: of a server with its threads, and of PostgreSQL with all its backends. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second on every architecture that Node runs on. */
const ticksPerSecond = 100

interface Times {
  parent: number
  seconds: number
  /** Of children that have ended */
  pastSeconds: number
}

export function cpuSecondsOf(pid: number): number {
  return timesOf(pid)?.seconds ?? 0
}

export function cpuSecondsWithChildren(pid: number): number {
  const own = timesOf(pid)
  if (own === undefined) return 0
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => timesOf(Number(name)))
    .filter((times) => times?.parent === pid)
  return children.reduce((sum, times) => sum + (times?.seconds ?? 0), own.seconds + own.pastSeconds)
}

function timesOf(pid: number): Times | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program comes before, in brackets, and may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, system = 0, pastUser = 0, pastSystem = 0] = [1, 11, 12, 13, 14].map((i) => fields[i])
    return {
      parent,
      seconds: (user + system) / ticksPerSecond,
      pastSeconds: (pastUser + pastSystem) / ticksPerSecond,
    }
  } catch {
    return undefined // It has ended meanwhile.
  }
}
