/**
 * What operators read of single requests: one line for a request that timed out, was refused by a limit or met an
 * overload, one for a slow request, one for a request that failed by our own fault. Of a flood of equal lines one a
 * second is written, which says how many it stands for.
 */
import type { GraphQLFormattedError } from 'graphql'
import type { RequestMessage } from '../diagnostics.ts'
import type { ErrorCode } from '../errors/errors.ts'
import type { ExecutionTrace } from '../types.ts'

interface LoggedRequest {
  /** The name that it is registered under, else `other` */
  operation: string
  hash?: string | undefined
  /** From its arrival to its answer */
  milliseconds: number
  /** Codes of its errors */
  codes: readonly string[]
  sql: ExecutionTrace
}

export interface RequestLog {
  /** Whether each operation is logged, by LOG_LEVEL `debug` or `trace` */
  readonly isVerbose: boolean
  /** Of each operation, while the log is verbose. @param trace of what it sent; at `trace` each statement has a line */
  operation(message: RequestMessage, trace: ExecutionTrace): void
  answered(request: LoggedRequest): void
  failed(failure: OperationFailure): void
}

interface OperationFailure {
  errorId: string
  operation: string
  hash?: string | undefined
  path: GraphQLFormattedError['path']
  error: unknown
}

type Line = (details: object, message: string) => void

/** As pino has them */
interface OperatorLog {
  warn: Line
  error: Line
  debug: Line
  trace: Line
  readonly level: string
}

export interface RequestLogOptions {
  log: OperatorLog
  slowRequestMs: number
  /** Calls the function once, a second from now */
  inASecond?(run: () => void): void
}

const messages: Partial<Record<ErrorCode, string>> = {
  TIMEOUT: 'An operation took too long.',
  SERVICE_UNAVAILABLE: 'An operation could not be answered now.',
  RATE_LIMITED: 'An operation was refused by a limit.',
  OPERATION_TOO_DEEP: 'An operation was refused by a limit.',
  OPERATION_TOO_COSTLY: 'An operation was refused by a limit.',
  PAGE_SIZE_EXCEEDED: 'An operation was refused by a limit.',
  ANSWER_TOO_LARGE: 'An answer was refused by a limit.',
  BATCH_TOO_LARGE: 'A request was refused by a limit.',
}

export function createRequestLog({ log, slowRequestMs, inASecond = afterASecond }: RequestLogOptions): RequestLog {
  const quiet = new Map<string, { leftOut: number }>()

  /** Their keys are names of ours and codes, so there are at most some hundred. */
  function warn(details: { operation: string; code: string }, message: string): void {
    const key = `${details.operation} ${details.code}`
    const known = quiet.get(key)
    if (known !== undefined) {
      known.leftOut++
      return
    }
    log.warn(details, message)
    listen(key, details, message)
  }

  function listen(key: string, details: object, message: string): void {
    const counted = { leftOut: 0 }
    quiet.set(key, counted)
    inASecond(() => {
      quiet.delete(key)
      if (counted.leftOut === 0) return
      log.warn({ ...details, leftOut: counted.leftOut }, message)
      listen(key, details, message)
    })
  }

  return {
    isVerbose: log.level === 'debug' || log.level === 'trace',
    operation(message, trace) {
      log.debug(rounded(message), 'An operation was answered.')
      if (log.level !== 'trace') return
      for (const statement of statementsOf(trace)) {
        log.trace({ operation: message.operation, ...statement }, 'A statement was sent.')
      }
    },
    answered({ operation, hash, milliseconds, codes, sql }) {
      for (const code of new Set(codes)) {
        const message = messages[code as ErrorCode]
        if (message !== undefined) warn({ operation, code }, message)
      }
      if (milliseconds <= slowRequestMs) return
      const { statements: count, milliseconds: taken } = sql
      const totals = { statements: count, milliseconds: Math.round(taken) }
      const statements = statementsOf(sql)
      log.warn(
        { operation, hash, milliseconds: Math.round(milliseconds), sql: totals, statements },
        'A request was slow.',
      )
    },
    failed: (failure) => log.error(failure, 'An operation failed.'),
  }
}

const rounded = ({ milliseconds, sqlMilliseconds, ...message }: RequestMessage) => ({
  ...message,
  milliseconds: Math.round(milliseconds * 10) / 10,
  sqlMilliseconds: Math.round(sqlMilliseconds * 10) / 10,
})

const maxStatements = 20
const maxText = 2000

/** As they were prepared, without a value; those under way with the time that they have taken so far. */
function statementsOf({ sent = [] }: ExecutionTrace): { text: string; milliseconds: number }[] {
  const now = performance.now()
  const timed = sent.map(({ statement, startedAtMs, milliseconds = now - startedAtMs }) => ({
    statement,
    milliseconds,
  }))
  const longest = timed.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, maxStatements)
  return longest.map(({ statement, milliseconds }) => ({
    text: statement.text.trim().replace(/\s+/g, ' ').slice(0, maxText),
    milliseconds: Math.round(milliseconds),
  }))
}

const afterASecond = (run: () => void): void => void setTimeout(run, 1000).unref()
