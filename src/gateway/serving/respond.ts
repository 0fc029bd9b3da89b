/**
 * The last step of a request: its answers become one, are counted, and get the form in which HTTP carries them. All
 * waiting happens first; choosing the representation is one tick.
 */
import { AnswerRoom } from '../execution/answerRoom.ts'
import { heldTag, lacksEncoding, selectRepresentation } from '../http/representation.ts'
import type { ExecutionTrace, HttpResult, LookUp } from '../types.ts'
import { type Answer, bodyOf, isOld, type KeptAnswer, type MadeAnswer } from './answer.ts'
import { mentionsEndedSession } from './endedSession.ts'
import { observe } from './observe.ts'
import { refusal } from './refusal.ts'
import type { RequestScope } from './requestScope.ts'
import { isChange, type ReadyEntry } from './runEntry.ts'
import type { Stations } from './stations.ts'
import { sumOf } from './traces.ts'

export interface AnsweredEntries {
  entries: readonly ReadyEntry[]
  /** One for each entry */
  answers: readonly Answer[]
}

/** @param again runs the entries once more, for an answer that became old while its encoding was made */
export async function respond(
  stations: Stations,
  scope: RequestScope,
  { entries, answers }: AnsweredEntries,
  again: () => Promise<Answer[]>,
): Promise<HttpResult> {
  const isArray = Array.isArray(scope.request.body)
  const waits = !isArray && lacksOwnEncoding(answers, scope.request)
  const current = waits ? await withEncodings(stations, answers, again) : answers
  const fitting = fitTogether(stations, scope, { entries, answers: current })
  for (const [index, answer] of fitting.entries()) {
    const entry = entries[index]?.entry
    if (entry !== undefined) observe(stations, scope.request, entry, answer)
  }
  const [only] = fitting
  const trace = sumOf(entries.map(({ entry }) => entry.trace))
  const result = resultOf(isArray || only === undefined ? joined(fitting) : only, scope.request, trace)
  noteSession(result, scope)
  return result
}

/** The first client to take an encoding waits for it; an answer that is old by then is made anew, and waits no more. */
async function withEncodings(
  { encode }: Stations,
  answers: readonly Answer[],
  again: () => Promise<Answer[]>,
): Promise<readonly Answer[]> {
  const [only] = answers
  if (only?.kind !== 'kept') return answers
  await encode(only.entry)
  return isOld(only) ? again() : answers
}

const lacksOwnEncoding = ([only]: readonly Answer[], { acceptEncoding }: LookUp): boolean =>
  only?.kind === 'kept' && lacksEncoding(only.entry, acceptEncoding)

/**
 * The execution counted neither what JSON escapes nor kept bodies. An answer that no longer fits becomes an error, in
 * the order of the entries.
 */
function fitTogether(
  stations: Stations,
  { request: { mediaType } }: RequestScope,
  { entries, answers }: AnsweredEntries,
): readonly Answer[] {
  const { maxAnswerBytes } = stations.settings
  if (answers.reduce((sum, answer) => sum + maxBytesOf(answer), 0) <= maxAnswerBytes) return answers
  const room = new AnswerRoom(maxAnswerBytes)
  return answers.map((answer, index) => {
    const ready = entries[index]
    const bytes = answer.kind === 'kept' ? answer.entry.body.length : Buffer.byteLength(answer.body)
    if (ready === undefined || room.take(bytes)) return answer
    room.giveBack(bytes)
    const error = room.error(isChange(ready))
    return refusal(stations, { error, isOperation: true, mediaType, trace: ready.entry.trace })
  })
}

/** An upper bound, because counting exactly is slower: a character has three bytes at most. */
const maxBytesOf = (answer: Answer): number =>
  answer.kind === 'kept' ? answer.entry.body.length : 3 * answer.body.length

/** One answer to an array of requests: theirs, in their order. */
function joined(answers: readonly Answer[]): MadeAnswer {
  const hasErrors = answers.some((answer) => answer.kind === 'made' && answer.hasErrors)
  return { kind: 'made', status: 200, headers: new Map(), body: `[${answers.map(bodyOf).join(',')}]`, hasErrors }
}

export const resultOf = (answer: Answer, request: LookUp, trace: ExecutionTrace): HttpResult =>
  answer.kind === 'kept' ? keptResult(answer, request, trace) : madeResult(answer, request, trace)

/** Also used by the look-up by bytes. */
export function keptResult(
  { entry, headers }: Pick<KeptAnswer, 'entry' | 'headers'>,
  request: LookUp,
  trace: ExecutionTrace,
): HttpResult {
  const { mediaType } = request
  const { isPrivate } = entry
  const { status, encoding, etag, body } = selectRepresentation(entry, request)
  if (status === 304) return { kind: 'notModified', status, etag, headers, isPrivate, mediaType, trace }
  return { kind: 'bytes', status, body: body ?? entry.body, encoding, etag, headers, isPrivate, mediaType, trace }
}

/** An answer that was made for this request has a tag, too: the client may hold the same bytes. */
function madeResult({ status, headers, body, etag }: MadeAnswer, request: LookUp, trace: ExecutionTrace): HttpResult {
  const { mediaType, ifNoneMatch } = request
  const isPrivate = headers.get('cache-control')?.startsWith('private') === true
  // Without a `cache-control` yet: an error, or an array.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  const held =
    etag === undefined || ifNoneMatch === undefined ? undefined : heldTag(ifNoneMatch, { plain: etag, chosen: etag })
  if (held !== undefined) return { kind: 'notModified', status: 304, etag: held, headers, isPrivate, mediaType, trace }
  return { kind: 'text', status, body, etag, headers, isPrivate, mediaType, trace }
}

function noteSession(result: HttpResult, scope: RequestScope): void {
  const { sessionCookie } = scope.effects
  if (sessionCookie !== undefined) result.sessionCookie = sessionCookie
  if (!scope.hasEndedSession) return
  const headers = new Map(result.headers)
  if (mentionsEndedSession(scope, headers.get('cache-control') ?? '')) {
    result.headers = headers.set('compax-session', 'expired')
  }
}
