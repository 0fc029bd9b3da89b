/** The base of every loader: one batch function on DataLoader, its values remembered for the length of a request. */
import DataLoader from 'dataloader'
import { GraphQLError } from 'graphql'
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
  /** Equal for keys that one statement can answer; left out where one can answer all. */
  statement?(key: Key): string
  /** The value of each key, or its error, in the order of the keys. They have one statement, and there is at least one. */
  fetch(asked: readonly Asked<Key>[], scope: LoaderScope): Promise<ArrayLike<Value | Error>>
}

export function batched<Key, Value>(batch: Batch<Key, Value>): LoaderDefinition<Loader<Key, Value>> {
  const { identity, statement = () => '', fetch } = batch
  return (scope) => {
    const read = (asked: readonly Asked<Key>[]) => fetch(asked, scope)
    const readAll = async (asked: readonly Asked<Key>[]) => {
      const answers: Answers<Key, Value> = new Map()
      const groups = Map.groupBy(asked, ({ key }) => statement(key))
      await Promise.all([...groups.values()].map((group) => readInto(answers, group, read)))
      return asked.map((one) => answers.get(one) as Value | Error) // each group answered all of its keys
    }
    const loader = new DataLoader<Asked<Key>, Value, string | number>(readAll, {
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

type Answers<Key, Value> = Map<Asked<Key>, Value | Error>

/** What fails fails its own keys alone: other statements of the batch have their answers. */
async function readInto<Key, Value>(
  answers: Answers<Key, Value>,
  asked: readonly Asked<Key>[],
  read: (asked: readonly Asked<Key>[]) => Promise<ArrayLike<Value | Error>>,
): Promise<void> {
  try {
    const values = await read(asked)
    for (const [index, one] of asked.entries()) {
      const value = values[index]
      answers.set(one, value === undefined ? new Error('The batch left out a key.') : value)
    }
  } catch (error) {
    const operations = Map.groupBy(asked, ({ meter }) => meter)
    // A value that one operation wrote must not spoil the answers of those that came in the same request.
    if (operations.size > 1 && isBadInput(error)) {
      await Promise.all([...operations.values()].map((own) => readInto(answers, own, read)))
      return
    }
    for (const one of asked) answers.set(one, error instanceof Error ? error : new Error(String(error)))
  }
}

const isBadInput = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions.code === 'BAD_USER_INPUT'
