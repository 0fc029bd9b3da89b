/** Whoever takes part in the rounds of a work: a server under wrk, or a floor. */
import { cpuSecondsOf, cpuSecondsWithChildren } from '../measure/cpu.ts'
import { type Latency, latencyAt } from '../measure/latency.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import { type HttpRequest, type Load, load, writeScript } from '../measure/wrk.ts'

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
  /** Milliseconds at this rate; a floor has none */
  latency?(perSecond: number, seconds: number): Promise<Latency>
}

export interface ServerContestantOptions {
  name: string
  server: ServerProcess
  requests: readonly HttpRequest[]
  /** PostgreSQL's first process */
  postmaster: number
  /** Of a turn, however slow the server is */
  longestSeconds: number
  /** Where wrk and the other client find what to ask, a path without its ending */
  file: string
}

/** Two for each connection: what a slow server answers in a shorter turn is a matter of chance. */
const fewestAnswers = 64

export async function serverContestant(options: ServerContestantOptions): Promise<Contestant> {
  const { name, server, requests, postmaster, longestSeconds, file } = options
  const script = await writeScript(`${file}.lua`, requests)
  let needed = 0

  async function run(seconds: number): Promise<Load> {
    const isSlow = needed > seconds
    const result = await load(server.origin, script, { seconds: isSlow ? needed : seconds, isSlow })
    if (result.failures > 0) throw new Error(`${name} failed ${result.failures} of ${result.requests} requests.`)
    needed = Math.min(longestSeconds, Math.ceil(fewestAnswers / result.perSecond))
    return result
  }

  return {
    name,
    warmUp: async (seconds) => void (await run(seconds)),
    measure: async (seconds) => {
      const before = [cpuSecondsOf(server.pid), cpuSecondsWithChildren(postmaster)] as const
      const { requests, perSecond } = await run(seconds)
      if (requests === 0) throw new Error(`${name} answered nothing in ${longestSeconds} seconds.`)
      const thousands = requests / 1000
      return {
        perSecond,
        serverCpu: (cpuSecondsOf(server.pid) - before[0]) / thousands,
        databaseCpu: (cpuSecondsWithChildren(postmaster) - before[1]) / thousands,
      }
    },
    latency: (perSecond, seconds) => latencyAt(`${file}.rate.json`, server.origin, { requests, perSecond, seconds }),
  }
}
