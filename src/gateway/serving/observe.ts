/** What is counted and logged of an answer, once for each entry of a request, just before it is sent. */
import { ClientGone } from '../requestLife.ts'
import type { GatewayRequest } from '../types.ts'
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
}
