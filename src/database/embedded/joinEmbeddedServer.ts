/**
 * One PostgreSQL for everybody who uses a `DATA_DIR`. Whoever leaves last stops it, whoever started it; when it is
 * killed, those who still use it start it again.
 */
import { mkdir, realpath } from 'node:fs/promises'
import { RefusedError } from '../../errors.ts'
import { joinOnce, type Membership } from './joinOnce.ts'
import { stopPostmaster } from './postmaster.ts'

export interface EmbeddedServer {
  /** The database `compax`, as its superuser */
  readonly url: string
  /** Settles when the server ended and could not be brought back at the same address */
  readonly lost: Promise<Error>
  /** Resolves when the server has ended, if nobody else uses it. */
  leave(): Promise<void>
}

type Report = (line: string) => void

/** Aborting the signal ends what is being started and rejects with its reason. */
export async function joinEmbeddedServer(
  dataDir: string,
  report: Report,
  signal?: AbortSignal,
): Promise<EmbeddedServer> {
  const home = await mkdir(dataDir, { recursive: true }).then(() => realpath(dataDir))
  const first = await joinOnce({ home, report, signal }).catch((error: unknown) => {
    throw accessible(error)
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
  // A connection that is gone has no lock to give up: the server was killed, or stopped by somebody else.
  const isLast = await keeper.isLast().catch(() => false)
  if (isLast && !(await stopPostmaster(pid, stopTimeoutMs))) {
    report(`The embedded PostgreSQL (process ${pid}) has not stopped after ${stopTimeoutMs / 1000} seconds.`)
  }
  await keeper.end()
}

function accessible(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))) return error
  return new RefusedError(`${error.message}: it belongs to another user; set DATA_DIR to a folder of your own.`)
}
