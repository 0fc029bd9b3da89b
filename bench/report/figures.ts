/** The figures of a run. Names of works and peers are a promise; everything else may grow. */
import { cpus, totalmem } from 'node:os'

export interface Result {
  work: string
  peer: string
  /** Of an answer: the mean of a work that reads, the size that was asked for of a cached one */
  bytes: number
  /** ours ÷ theirs in throughput, the median over interleaved rounds */
  ratio: number
  ours: number
  theirs: number
  unit: string
  rounds: number
  costs: { ours: Costs; theirs: Costs }
  goal?: { ratio: number; met: boolean }
}

export interface Costs {
  /** CPU seconds for 1,000 requests */
  serverCpu?: number | undefined
  databaseCpu?: number | undefined
  statements?: number | undefined
  /** Milliseconds at half of the throughput */
  p50?: number | undefined
  p99?: number | undefined
}

export interface Figures {
  machine: string
  node: string
  date: string
  results: Result[]
}

export function describeMachine(postgres: string): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${memory} GiB, Node ${process.versions.node}, PostgreSQL ${postgres}`
}
