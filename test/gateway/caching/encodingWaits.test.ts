/** Whoever is the first to take an encoding waits for it, and what was fresh before may be old after. */
import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Answer } from '../../../src/gateway/http/answer.ts'
import type { KeptAnswer } from '../../../src/gateway/http/frontDoor.ts'
import { registerGraphqlRoute } from '../../../src/gateway/http/graphqlRoute.ts'
import { bodyOf } from '../../support/caching/cacheClient.ts'
import { startHttpApp } from '../../support/httpApp.ts'

const keptText = (text: string) => {
  const body = Buffer.from(text.repeat(1000))
  return { body, etag: `"${hash('sha256', body)}"` }
}
const old = keptText('old')
const newer: Answer = { status: 200, headers: new Map(), body: 'newer', hasErrors: false }

interface Waiting {
  /** Of the answer that waits for its encodings */
  encode(): Promise<void>
  isServable(): boolean
}

/** Answers with what is kept; in front of the router where it is found there. */
function startApp({ encode, isServable }: Waiting, isFoundInFront: boolean) {
  const headers = new Map<string, string>()
  const sql = { statements: 0, milliseconds: 0 }
  let asked = 0
  const kept: KeptAnswer = { kept: old, headers: [], encode, isServable }
  return startHttpApp(
    (app) =>
      registerGraphqlRoute(app, {
        requestTimeoutMs: 60_000,
        async answer() {
          asked++
          if (isFoundInFront || asked > 1) return { ...newer, sql }
          return { status: 200, headers, body: '', hasErrors: false, kept: old, encode, isServable, sql }
        },
        sandbox: undefined,
        corsOrigins: [],
      }),
    {},
    () => (isFoundInFront ? kept : undefined),
  )
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
    const app = await startApp({ encode, isServable: () => isServable || !isEncoded }, how.isFoundInFront)
    const json = { 'content-type': 'application/json' }
    const request = how.method === 'GET' ? { path: '/graphql?query=x' } : { headers: json, body: '{"query":"x"}' }
    const headers = { 'accept-encoding': 'br', ...request.headers }
    const answer = await app.send({ method: how.method, path: '/graphql', ...request, headers })
    expect(bodyOf(answer)).toBe(isServable ? old.body.toString() : 'newer')
    await app.close()
  }
})
