/** The base of every loader: one batch function on DataLoader, its values remembered for the length of a request. */
import DataLoader from 'dataloader'
import type { LoaderDefinition, LoaderScope, SqlMeter } from './scope.ts'

export interface Loader<Key, Value> {
  load(key: Key): Promise<Value>
}

/** A key, and on whose account its statement goes. */
export interface Asked<Key> {
  key: Key
  meter: SqlMeter
}

export interface Batch<Key, Value> {
  /** Equal for keys that have one value. */
  identity(key: Key): string | number
  /** The value of each key, or its error, in the order of the keys. */
  fetch(asked: readonly Asked<Key>[], scope: LoaderScope): Promise<ArrayLike<Value | Error>>
}

export function batched<Key, Value>({ identity, fetch }: Batch<Key, Value>): LoaderDefinition<Loader<Key, Value>> {
  return (scope) => {
    const loader = new DataLoader<Asked<Key>, Value, string | number>((asked) => fetch(asked, scope), {
      cacheKeyFn: ({ key }) => identity(key),
      batchScheduleFn: scope.schedule,
    })
    return (meter) => ({ load: (key) => loader.load({ key, meter }) })
  }
}

/** Who asked first for any of these pays for the statement that answers them all. */
export function payer<Key>(asked: readonly Asked<Key>[]): SqlMeter {
  const [first] = asked
  if (first === undefined) throw new Error('A batch has at least one key.')
  return first.meter
}
