/** A gateway without a server around it, on the database clients that a test gives it; nothing is kept in a cache. */
import { createApplication } from '../../src/campus/application.ts'
import { openCache } from '../../src/gateway/caching/openCache.ts'
import { createGateway, type Platform } from '../../src/gateway/gateway.ts'
import { RequestLife } from '../../src/gateway/requestLife.ts'
import { readSettings } from '../../src/settings.ts'
import { absentInvalidation } from './absentInvalidation.ts'
import { logNothing, observeNothing } from './observeNothing.ts'

export interface InnerGateway {
  /** The data of the answer: throws when there are errors. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  data(query: string, variables?: object, token?: string): Promise<any>
  close(): Promise<void>
}

type Given = Pick<Platform, 'read' | 'transact'> & Partial<Pick<Platform, 'registered'>>

export interface InnerGatewayOptions extends Given {
  env?: Record<string, string>
  /** Called with a report of each answered request */
  answered?: Platform['requestLog']['answered']
}

export async function createInnerGateway(options: InnerGatewayOptions): Promise<InnerGateway> {
  const { env = {}, read, transact, registered = [], answered = () => {} } = options
  const settings = readSettings(env)
  const application = createApplication(settings)
  // No other gateway keeps an answer, so a mutation has none to wait for.
  const invalidation = { ...absentInvalidation, settle: async () => {} }
  const gateway = await createGateway(application, {
    settings,
    invalidation,
    observer: observeNothing,
    ...openCache({ settings, application, invalidation, observer: observeNothing, log: { info() {}, warn() {} } }),
    read,
    transact,
    registered,
    requestLog: { ...logNothing, answered, failed: console.error },
    logUnregistered() {},
  })
  return {
    async data(query, variables, token) {
      const arrivedAtMs = performance.now()
      const result = await gateway.handle({
        method: 'POST',
        token,
        address: '127.0.0.1',
        mediaType: 'application/json',
        arrivedAtMs,
        life: new RequestLife({ arrivedAtMs, timeoutMs: 60_000 }),
        caching: 'executed',
        acceptEncoding: undefined,
        ifNoneMatch: undefined,
        raw: undefined,
        body: { query, variables },
      })
      const answer = JSON.parse(result.kind === 'text' ? result.body : '')
      if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
      return answer.data
    },
    close: gateway.close,
  }
}
