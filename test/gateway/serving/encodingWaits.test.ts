/** The first client to take an encoding waits for it, and what was fresh before may be old after. */
import { expect, test } from 'vitest'
import { registerGraphqlRoute } from '../../../src/gateway/http/graphqlRoute.ts'
import type { Answer } from '../../../src/gateway/serving/answer.ts'
import { recogniseRequests } from '../../../src/gateway/serving/recognised.ts'
import type { RequestScope } from '../../../src/gateway/serving/requestScope.ts'
import { respond } from '../../../src/gateway/serving/respond.ts'
import type { Stations } from '../../../src/gateway/serving/stations.ts'
import { bodyOf } from '../../support/caching/cacheClient.ts'
import { entryOf } from '../../support/caching/entries.ts'
import { publicQuestion as question } from '../../support/caching/questions.ts'
import { startHttpApp } from '../../support/httpApp.ts'
import { logNothing, observeNothing } from '../../support/observeNothing.ts'

const old = entryOf('old', 4000)

interface Waiting {
  /** Of the answer that waits for its encodings */
  encode(): Promise<void>
  isServable(): boolean
}

/** Answers with what is kept; in front of the router where it is found there. */
async function startApp({ encode, isServable }: Waiting, isFoundInFront: boolean) {
  const counted: string[] = []
  const observer = { ...observeNothing, request: (operation: string) => void counted.push(operation) }
  const stations = {
    encode,
    observer,
    requestLog: logNothing,
    settings: { maxAnswerBytes: 2 ** 20 },
  } as unknown as Stations // no more is asked for
  const kept: Answer = { kind: 'kept', entry: old, headers: [], isServable }
  const newer: Answer = { kind: 'made', status: 200, headers: new Map(), body: 'newer', hasErrors: false }
  const recognised = recogniseRequests({
    cache: { peek: () => old, fetch: () => undefined, isServable },
    sessions: { peek: () => undefined },
    invalidation: { now: () => 0 },
    encode,
    observer,
    requestLog: logNothing,
  })
  for (const raw of ['/graphql?query=x', '{"query":"x"}']) {
    recognised.note(raw, { question, lifetimes: { maxAge: 100, browser: 0, shared: 0 } })
  }
  const app = await startHttpApp(
    (to) =>
      registerGraphqlRoute(to, {
        requestTimeoutMs: 60_000,
        handle(request) {
          const scope = { request, effects: {}, hasEndedSession: false } as unknown as RequestScope // no more is asked for
          const entry = { body: request.body, trace: { statements: 0, milliseconds: 0 }, name: 'other' }
          const prepared = { kind: 'refused', error: undefined, isOperation: false } as const
          const answers = [isFoundInFront ? newer : kept]
          return respond(stations, scope, { entries: [{ entry, prepared }], answers }, async () => [newer])
        },
        sandbox: undefined,
        corsOrigins: [],
      }),
    {},
    isFoundInFront ? recognised.lookUp : undefined,
  )
  return { app, counted }
}

const cases = [true, false].flatMap((isFoundInFront) =>
  (['GET', 'POST'] as const).map((method) => ({ isFoundInFront, method })),
)
test.for(cases)('what became old meanwhile is not sent ($method, in front: $isFoundInFront)', async (how) => {
  for (const isServable of [false, true]) {
    let isEncoded = false
    const encode = async () => {
      await new Promise(setImmediate)
      isEncoded = true
    }
    const { app, counted } = await startApp({ encode, isServable: () => isServable || !isEncoded }, how.isFoundInFront)
    const json = { 'content-type': 'application/json' }
    const request = how.method === 'GET' ? { path: '/graphql?query=x' } : { headers: json, body: '{"query":"x"}' }
    const headers = { 'accept-encoding': 'br', ...request.headers }
    const answer = await app.send({ method: how.method, path: '/graphql', ...request, headers })
    expect(bodyOf(answer)).toBe(isServable ? old.body.toString() : 'newer')
    expect(counted).toHaveLength(1)
    await app.close()
  }
})
