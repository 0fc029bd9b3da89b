/**
 * One PostgreSQL for all processes that use a `DATA_DIR`. The process that leaves last stops it, even if another one
 * started it. When the server is killed, the processes that still use it start it again.
 */

import { mkdir, realpath } from 'node:fs/promises'
import { RefusedError, UsageError } from '../../operatorErrors.ts'
import type { Report } from './createCluster.ts'
import { joinOnce, type Membership } from './joinOnce.ts'
import { stopPostmaster } from './postmaster.ts'

export interface EmbeddedServer {
  /** The database `compax`, as its superuser */
  readonly url: string
  /** Settles when the server ended and could not be brought back at the same address */
  readonly lost: Promise<Error>
  /** Resolves when the server has ended, if no other process uses it. */
  leave(): Promise<void>
}

/** When the signal aborts, the start ends, and the promise rejects with the signal's reason. */
export async function joinEmbeddedServer(
  dataDir: string,
  report: Report,
  signal?: AbortSignal,
): Promise<EmbeddedServer> {
  const home = await makeFolder(dataDir)
  const first = await joinOnce({ home, report, signal }).catch((error: unknown) => {
    throw unusable(dataDir, error)
  })
  if (signal?.aborted) {
    await leave(first, report)
    throw signal.reason
  }
  const leaving = new AbortController()
  let membership = Promise.resolve(first)
  const lost = stayJoined(first, leaving.signal, () => {
    report('The connection to the embedded PostgreSQL was lost: joining it again.')
    membership = joinOnce({ home, report, signal: leaving.signal })
    return membership
  })
  return {
    url: first.url,
    lost,
    async leave() {
      leaving.abort()
      const current = await membership.catch(() => undefined)
      if (current !== undefined) await leave(current, report)
    },
  }
}

/** Resolves with the reason when it cannot; never after leaving. */
async function stayJoined(first: Membership, leaving: AbortSignal, rejoin: () => Promise<Membership>): Promise<Error> {
  let current = first
  while (current.url === first.url) {
    await current.keeper.ended
    if (leaving.aborted) return new Promise(() => {})
    try {
      current = await rejoin()
    } catch (error) {
      if (leaving.aborted) return new Promise(() => {})
      return error instanceof Error ? error : new Error(String(error))
    }
  }
  return new RefusedError('The embedded PostgreSQL could not get its port back: start again.')
}

const stopTimeoutMs = 60_000

async function leave({ keeper, pid }: Membership, report: Report): Promise<void> {
  // A lost connection has no lock to give up: the server was killed, or another process stopped it.
  const isLast = await keeper.isLast().catch(() => false)
  if (isLast && !(await stopPostmaster(pid, stopTimeoutMs))) {
    report(`The embedded PostgreSQL (process ${pid}) has not stopped after ${stopTimeoutMs / 1000} seconds.`)
  }
  await keeper.end()
}

async function makeFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true })
    return await realpath(dataDir)
  } catch (error) {
    throw unusable(dataDir, error)
  }
}

/** The operator must mend what the system refuses (no permission, a full or read-only disk). */
function unusable(dataDir: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error
  return new UsageError(`DATA_DIR ${dataDir} cannot be used: ${error.message}. Set it to a folder of your own.`)
}
