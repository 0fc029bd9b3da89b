/** Whoever takes part in the rounds of a work: a server under wrk, or a floor. */
import { cpuSecondsOf, cpuSecondsWithChildren } from '../measure/cpu.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import { type Load, load } from '../measure/wrk.ts'

export interface Sample {
  perSecond: number
  /** CPU seconds for 1,000 requests */
  serverCpu?: number
  databaseCpu?: number
}

export interface Contestant {
  name: string
  /** Brings it up to speed; what it gives is not counted. */
  warmUp(seconds: number): Promise<void>
  measure(seconds: number): Promise<Sample>
}

export interface ServerContestantOptions {
  name: string
  server: ServerProcess
  /** For wrk */
  script: string
  /** PostgreSQL's first process */
  postmaster: number
}

/** Two for each connection: what a slow server answers in a shorter turn is a matter of chance. */
const fewestAnswers = 64
const longestSeconds = 15

export function serverContestant(options: ServerContestantOptions): Contestant {
  const { name, server, script, postmaster } = options
  let perSecond = Number.POSITIVE_INFINITY

  async function run(seconds: number): Promise<Load> {
    const needed = Math.ceil(fewestAnswers / perSecond)
    const isSlow = needed > seconds
    const result = await load(server.origin, script, {
      seconds: isSlow ? Math.min(needed, longestSeconds) : seconds,
      isSlow,
    })
    if (result.requests === 0) throw new Error(`${name} answered nothing in ${result.seconds.toFixed(0)} seconds.`)
    if (result.failures > 0) throw new Error(`${name} failed ${result.failures} of ${result.requests} requests.`)
    perSecond = result.perSecond
    return result
  }

  return {
    name,
    warmUp: async (seconds) => void (await run(seconds)),
    measure: async (seconds) => {
      const before = [cpuSecondsOf(server.pid), cpuSecondsWithChildren(postmaster)] as const
      const { requests, perSecond } = await run(seconds)
      const thousands = requests / 1000
      return {
        perSecond,
        serverCpu: (cpuSecondsOf(server.pid) - before[0]) / thousands,
        databaseCpu: (cpuSecondsWithChildren(postmaster) - before[1]) / thousands,
      }
    },
  }
}
