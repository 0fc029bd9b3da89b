import type { ExecutionTrace } from '../types.ts'
import type { LoaderDefinition, LoaderScope } from './scope.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a loader gives differs from loader to loader, and is inferred below
type Definitions = { readonly [name: string]: LoaderDefinition<any> }

export type LoadersOf<D extends Definitions> = {
  readonly [Name in keyof D]: D[Name] extends LoaderDefinition<infer L> ? L : never
}

type Shared = ReturnType<LoaderDefinition<unknown>>

/**
 * Loaders by name, each made when it is first asked for: shared by all operations of a scope, seen by each operation
 * through its own meter. Their names are properties of one prototype, so that unused loaders cost an operation nothing.
 */
export function loaderFactory<D extends Definitions>(
  definitions: D,
): (scope: LoaderScope) => (meter: ExecutionTrace) => LoadersOf<D> {
  class OperationLoaders {
    readonly #shared: Map<string, Shared>
    readonly #scope: LoaderScope
    readonly #meter: ExecutionTrace
    readonly #own = new Map<string, unknown>()

    constructor(shared: Map<string, Shared>, scope: LoaderScope, meter: ExecutionTrace) {
      this.#shared = shared
      this.#scope = scope
      this.#meter = meter
    }

    loader(name: string, definition: LoaderDefinition<unknown>): unknown {
      const own = this.#own.get(name)
      if (own !== undefined) return own
      let shared = this.#shared.get(name)
      if (shared === undefined) {
        shared = definition(this.#scope)
        this.#shared.set(name, shared)
      }
      const made = shared(this.#meter)
      this.#own.set(name, made)
      return made
    }
  }
  for (const [name, definition] of Object.entries(definitions)) {
    Object.defineProperty(OperationLoaders.prototype, name, {
      get(this: OperationLoaders) {
        return this.loader(name, definition)
      },
    })
  }
  return (scope) => {
    const shared = new Map<string, Shared>()
    return (meter) => new OperationLoaders(shared, scope, meter) as unknown as LoadersOf<D> // by what is defined above
  }
}
