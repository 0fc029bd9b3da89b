/**
 * The one switch between HTTP and the gateway. The server listens before the database is there, so that probes can tell what
 * it waits for; until the gateway exists, every request is answered with SERVICE_UNAVAILABLE.
 */
import { sql } from '../gateway/database/sql.ts'
import { clientError } from '../gateway/errors/errors.ts'
import { errorBody } from '../gateway/http/errorBody.ts'
import type { LookUpResult } from '../gateway/http/fastPath.ts'
import type { RequestObserver } from '../gateway/observing/observers.ts'
import type { GatewayRequest, HttpResult } from '../gateway/types.ts'
import type { OpenGateway } from './openGateway.ts'

export class Edge {
  readonly #observer: RequestObserver
  #open: OpenGateway | undefined
  /** The step of the start that is under way */
  waitsFor = 'the database'

  constructor(observer: RequestObserver) {
    this.#observer = observer
  }

  /** From now on requests reach this gateway; undefined when it is being closed. */
  switchTo(open: OpenGateway | undefined): void {
    this.#open = open
  }

  handle(request: GatewayRequest): Promise<HttpResult> {
    return this.#open?.gateway.handle(request) ?? Promise.resolve(this.#refuse(request))
  }

  readonly lookUp: LookUpResult = (raw, request) => this.#open?.gateway.lookUp(raw, request)

  async purge(tags: readonly number[]): Promise<void> {
    if (this.#open === undefined) throw starting()
    await this.#open.invalidation.purge(tags)
  }

  /** What requests would fail for the lack of, in a few words; undefined when they would not. Never rejects */
  async missing(): Promise<string | undefined> {
    if (this.#open === undefined) return this.waitsFor
    return this.#open.clients.read(sql`select 1`).then(
      () => undefined,
      () => 'an answer of the database',
    )
  }

  #refuse({ mediaType, arrivedAtMs }: GatewayRequest): HttpResult {
    const trace = { statements: 0, milliseconds: 0 }
    this.#observer.request('other', 'error', performance.now() - arrivedAtMs, trace)
    const { status, headers, body } = errorBody(starting())
    headers.set('cache-control', 'no-store')
    return { kind: 'text', status, headers, body, etag: undefined, isPrivate: false, mediaType, trace }
  }
}

const starting = () => clientError('SERVICE_UNAVAILABLE', 'The gateway is starting. Try again in a moment.')
