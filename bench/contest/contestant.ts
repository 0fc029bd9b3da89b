/** A contestant in the rounds of a work: a server under wrk, or a floor. */
import { cpuSecondsOf, cpuSecondsWithChildren } from '../measure/cpu.ts'
import { untilIdle } from '../measure/idle.ts'
import { type Latency, latencyAt } from '../measure/latency.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import { connections, type HttpRequest, type Load, load, writeScript } from '../measure/wrk.ts'

export interface Sample {
  perSecond: number
  /** CPU seconds for 1,000 requests */
  serverCpu?: number
  databaseCpu?: number
}

export interface Contestant {
  name: string
  /** Warms it up; the result is not counted. */
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
  patience: Patience
  /** Whether answers have the expected mean size, in bytes with headers, because errors may come with a good status */
  isExpected(bytesPerAnswer: number): boolean
  /** Where wrk and the other client find what to ask, a path without its ending */
  file: string
  report(line: string): void
}

/**
 * How long a turn of a slow server may become, and how many answers it needs: with fewer, the result would be chance.
 */
export interface Patience {
  answers: number
  seconds: number
}

/** Two answers for each connection; in a quick run one */
export const patient: Patience = { answers: 2 * connections, seconds: 15 }
export const quickPatience: Patience = { answers: connections, seconds: 5 }

/** Buildings and weeks differ; errors are far smaller than any of them. */
export const atLeastHalfOf = (bodyBytes: number) => (bytesPerAnswer: number) => bytesPerAnswer >= bodyBytes / 2

const tries = 3
const maxWaveSeconds = 60
/**
 * wrk leaves before its last answers, and the server goes on with them. If they take longer than this, they would
 * disturb the next turn.
 */
const maxRestSeconds = 0.2

export async function serverContestant(options: ServerContestantOptions): Promise<Contestant> {
  const { name, server, requests, postmaster, patience, isExpected, file, report } = options
  const script = await writeScript(`${file}.lua`, requests)
  let needed = 0

  async function run(seconds: number): Promise<Load> {
    const isSlow = needed > seconds
    const result = await load(server.origin, script, { seconds: isSlow ? needed : seconds, isSlow })
    // A server that answers nothing gets more time, because a wave of answers may take longer than any turn.
    needed =
      result.requests === 0
        ? Math.min(maxWaveSeconds, Math.max(2 * needed, patience.seconds))
        : Math.min(patience.seconds, Math.ceil(patience.answers / result.perSecond))
    return result
  }

  async function rest({ perSecond }: Load): Promise<void> {
    if (perSecond * maxRestSeconds < connections) await untilIdle(server.pid, postmaster)
  }

  function faultOf({ requests, failures, bytesPerAnswer }: Load): string | undefined {
    if (requests === 0) return 'it answered nothing'
    if (failures > 0) return `${failures} of ${requests} requests failed`
    if (!isExpected(bytesPerAnswer)) return `its answers were of ${Math.round(bytesPerAnswer)} bytes`
    return undefined
  }

  return {
    name,
    warmUp: async (seconds) => rest(await run(seconds)),
    measure: async (seconds) => {
      let fault: string | undefined
      for (let attempt = 0; attempt < tries; attempt++) {
        const before = [cpuSecondsOf(server.pid), cpuSecondsWithChildren(postmaster)] as const
        const result = await run(seconds)
        const after = [cpuSecondsOf(server.pid), cpuSecondsWithChildren(postmaster)] as const
        await rest(result)
        fault = faultOf(result)
        if (fault !== undefined) {
          report(`  a turn of ${name} does not count: ${fault}.`)
          continue
        }
        const thousands = result.requests / 1000
        return {
          perSecond: result.perSecond,
          serverCpu: (after[0] - before[0]) / thousands,
          databaseCpu: (after[1] - before[1]) / thousands,
        }
      }
      throw new Error(`${name} has no turn that counts: ${fault}.`)
    },
    latency: (perSecond, seconds) => latencyAt(`${file}.rate.json`, server.origin, { requests, perSecond, seconds }),
  }
}
