/**
 * Gateways as invalidation sees them: several instances on one database, each with a clock that only the test moves and
 * with steps that the test holds. Nothing here waits for time to pass.
 */

import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { nextLapse, tagMap } from '../../../src/campus/cacheTags.ts'
import { createInvalidation } from '../../../src/gateway/invalidation/createInvalidation.ts'
import type { Invalidation, Step, Write } from '../../../src/gateway/invalidation/invalidation.ts'
import { openStatements, type Statements } from '../../../src/gateway/invalidation/statements.ts'
import { freshDatabase } from '../database.ts'

export interface Instance {
  invalidation: Invalidation
  steps: Steps
  /** What was logged */
  lines: string[]
  resets(): number
  advance(ms: number): void
  /** Ends every wait of exactly this length, which must be at least a second. */
  elapse(ms: number): void
  /** Resolves when all that was committed before this call has been applied. */
  heard(): Promise<void>
  close(): Promise<void>
}

interface InstanceOptions {
  directUrl?: string
  write?: Write
  /** Held from the beginning */
  held?: Step
  /** Resolve when it is there, not when it holds */
  early?: boolean
  /** Without it only a notice ends a rest */
  polling?: boolean
}

export interface Stage {
  url: string
  client: pg.Client
  statements: Statements
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>
  open(options?: InstanceOptions): Promise<Instance>
  close(): Promise<void>
}

/** On a database of its own, or on one that is given and is not dropped. */
export async function openStage(url?: string): Promise<Stage> {
  const database = url === undefined ? await freshDatabase() : { url, drop: async () => {} }
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => {})
  await client.connect()
  const statements = openStatements(database.url)
  const instances: Instance[] = []
  return {
    url: database.url,
    client,
    statements,
    query: async <Row>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as Row[],
    async open({ early = false, ...options } = {}) {
      const instance = openInstance({ directUrl: database.url, write: statements.write, ...options })
      instances.push(instance)
      if (!early) await instance.steps.next('rest')
      return instance
    },
    async close() {
      await Promise.all(instances.map((instance) => instance.close()))
      await statements.close()
      await client.end().catch(() => {})
      await database.drop()
    },
  }
}

type Openable = InstanceOptions & { directUrl: string; write: Write }

function openInstance({ directUrl, write, held, polling = true }: Openable): Instance {
  const steps = createSteps()
  const waits = createWaits(polling)
  if (held !== undefined) steps.hold(held)
  let now = 1_000_000
  let resets = 0
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const invalidation = createInvalidation({
    changes: { tags: tagMap, nextChange: nextLapse.select },
    directUrl,
    write,
    log: { info: say, warn: say },
    clock: () => now,
    wait: waits.wait,
    before: steps.before,
  })
  invalidation.onReset(() => resets++)
  return {
    invalidation,
    steps,
    lines,
    resets: () => resets,
    advance: (ms) => {
      now += ms
    },
    elapse: waits.elapse,
    async heard() {
      await steps.next('catch up')
      await steps.next('rest')
    },
    async close() {
      steps.releaseAll()
      await invalidation.close()
    },
  }
}

const pollMs = 25

/** A long wait is a limit that no test should reach because it is slow, so it ends only when the test says so. */
function createWaits(polling: boolean) {
  const long = new Map<() => void, number>()
  return {
    wait(ms: number, signal: AbortSignal): Promise<void> {
      if (ms < 1000 && (polling || ms !== pollMs)) return setTimeout(ms, undefined, { signal }).catch(() => {})
      return new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const end = () => {
          long.delete(end)
          resolve()
        }
        long.set(end, ms)
        signal.addEventListener('abort', end, { once: true })
      })
    },
    elapse(ms: number): void {
      for (const [end, waited] of [...long]) if (waited === ms) end()
    },
  }
}

interface Steps {
  before(step: Step): Promise<void> | void
  /** Resolves when the step is next about to be taken. */
  next(step: Step): Promise<void>
  /** From now on the instance must not take this step; resolves when the instance is about to take it. */
  hold(step: Step): Promise<void>
  release(step: Step): void
  releaseAll(): void
  /** From now on looks before every step whether this is so; gives the steps before which it was. */
  watch(isSo: () => boolean): Step[]
}

function createSteps(): Steps {
  const waiting = new Map<Step, (() => void)[]>()
  const gates = new Map<Step, PromiseWithResolvers<void>>()
  const watches: ((step: Step) => void)[] = []
  const next = (step: Step) =>
    new Promise<void>((resolve) => waiting.set(step, [...(waiting.get(step) ?? []), resolve]))
  const release = (step: Step) => {
    gates.get(step)?.resolve()
    gates.delete(step)
  }
  return {
    before(step) {
      for (const look of watches) look(step)
      const reached = waiting.get(step) ?? []
      waiting.delete(step)
      for (const resolve of reached) resolve()
      return gates.get(step)?.promise
    },
    next,
    hold(step) {
      gates.set(step, Promise.withResolvers())
      return next(step)
    },
    release,
    releaseAll: () => [...gates.keys()].forEach(release),
    watch(isSo) {
      const found: Step[] = []
      watches.push((step) => {
        if (isSo()) found.push(step)
      })
      return found
    },
  }
}
