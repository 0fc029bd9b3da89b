/** What is counted and logged of an answer, once for each entry of a request, just before it is sent. */
import { hasRequestSubscribers, publishRequest, type RequestMessage } from '../diagnostics.ts'
import type { RequestLog } from '../observing/requestLog.ts'
import { ClientGone } from '../requestLife.ts'
import type { ExecutionTrace, GatewayRequest } from '../types.ts'
import type { Answer } from './answer.ts'
import type { Entry } from './prepareEntries.ts'
import { nameOf } from './runEntry.ts'
import type { Stations } from './stations.ts'

export function observe(
  { observer, requestLog }: Pick<Stations, 'observer' | 'requestLog'>,
  { arrivedAtMs, life }: GatewayRequest,
  entry: Entry,
  answer: Answer,
): void {
  const milliseconds = (entry.answeredAtMs ?? performance.now()) - arrivedAtMs
  const { hasErrors = false, codes = [] } = answer.kind === 'made' ? answer : {}
  observer.request(entry.name, hasErrors ? 'error' : 'ok', milliseconds, entry.trace)
  // If a request was given up because the client closed, that is not a fault of the gateway.
  const shown = life.reason instanceof ClientGone ? [] : codes
  requestLog.answered({ ...nameOf(entry), milliseconds, codes: shown, sql: entry.trace })
  reportOperation(requestLog, entry.trace, () => ({
    ...nameOf(entry),
    outcome: hasErrors ? 'error' : 'ok',
    milliseconds,
    statements: entry.trace.statements,
    sqlMilliseconds: entry.trace.milliseconds,
    cacheStatus: headerOf(answer, 'cache-status'),
  }))
}

const headerOf = ({ headers }: Answer, wanted: string): string | undefined => {
  for (const [name, value] of headers) if (name === wanted) return value
  return undefined
}

/** For the verbose log and for tools that listen; the message is made only where one of them wants it. */
export function reportOperation(requestLog: RequestLog, trace: ExecutionTrace, describe: () => RequestMessage): void {
  const isPublished = hasRequestSubscribers()
  if (!isPublished && !requestLog.isVerbose) return
  const message = describe()
  if (isPublished) publishRequest(message)
  if (requestLog.isVerbose) requestLog.operation(message, trace)
}
