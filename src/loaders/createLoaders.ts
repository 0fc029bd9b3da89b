import type { LoaderDefinition, LoaderScope, SqlMeter } from './scope.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a loader gives differs from loader to loader, and is inferred below
type Definitions = { readonly [name: string]: LoaderDefinition<any> }

export type LoadersOf<D extends Definitions> = {
  readonly [Name in keyof D]: D[Name] extends LoaderDefinition<infer L> ? L : never
}

/**
 * Loaders by name, each made when it is first asked for: shared by all operations of a scope, seen by each operation
 * through its own meter.
 */
export function loaderFactory<D extends Definitions>(
  definitions: D,
): (scope: LoaderScope) => (meter: SqlMeter) => LoadersOf<D> {
  return (scope) => {
    const shared = new Map<string, ReturnType<LoaderDefinition<unknown>>>()
    const loaderOf = (name: string, definition: LoaderDefinition<unknown>, meter: SqlMeter) => {
      const known = shared.get(name)
      if (known !== undefined) return known(meter)
      const made = definition(scope)
      shared.set(name, made)
      return made(meter)
    }
    return (meter) => {
      const loaders = {}
      for (const [name, definition] of Object.entries(definitions)) {
        let own: unknown
        Object.defineProperty(loaders, name, { get: () => (own ??= loaderOf(name, definition, meter)) })
      }
      return loaders as LoadersOf<D> // one property for each definition
    }
  }
}
