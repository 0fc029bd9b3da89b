/** What is counted and written down of an answer, just before it is sent. */
import type { Answer } from '../http/answer.ts'
import type { RequestObserver } from '../observing/observers.ts'
import type { RequestLog } from '../observing/requestLog.ts'
import { ClientGone } from '../requestLife.ts'
import type { Entry } from './prepareEntries.ts'
import type { RequestScope } from './requestScope.ts'
import { nameOf } from './runEntry.ts'

export interface ObservingParts {
  observer: RequestObserver
  requestLog: RequestLog
}

export function observe(
  { observer, requestLog }: ObservingParts,
  { request: { arrivedAtMs, life } }: Pick<RequestScope, 'request'>,
  entry: Entry,
  answer: Answer | undefined,
): void {
  const milliseconds = performance.now() - arrivedAtMs
  observer.request(entry.name, answer?.hasErrors ? 'error' : 'ok', milliseconds, entry.sql)
  // What was given up because the client closed is no trouble of ours.
  const codes = life.reason instanceof ClientGone ? [] : (answer?.codes ?? [])
  requestLog.answered({ ...nameOf(entry), milliseconds, codes, sql: entry.sql })
}
