/**
 * The base of every loader: keys that are asked for in one tick are one statement, and a value is remembered for the
 * length of a request. It answers as DataLoader does (a test compares the two), but with settled values in place of
 * promises, because a promise per row would cost more than the row.
 */
import { GraphQLError } from 'graphql'
import type { ExecutionTrace } from '../types.ts'
import { Pending } from './pending.ts'
import type { RecordDependencies } from './recordTags.ts'
import type { LoaderDefinition, LoaderScope } from './scope.ts'

export interface Loader<Key, Value> {
  load(key: Key): Pending<Value>
}

/** A key, and the operation that its statement is counted on. */
export interface Asked<Key> {
  key: Key
  meter: ExecutionTrace
}

export interface Batch<Key, Value> {
  /** Equal for keys that have one value, among keys that one statement can answer. */
  identity(key: Key): string | number
  /** Equal for keys that one statement can answer; left out if one statement can answer all. */
  statement?(key: Key): string
  /** Records what the value of a key depends on. */
  record: RecordDependencies<Key>
  /**
   * The value or error of each key, in the order of the keys. All keys have one statement, and there is at least one.
   */
  fetch(asked: readonly Asked<Key>[], scope: LoaderScope): Promise<ArrayLike<Value | Error>>
}

interface Question<Key, Value> extends Asked<Key> {
  answer: Pending<Value>
}

/** Keys that one statement can answer */
interface Group<Key, Value> {
  known: Map<string | number, Pending<Value>>
  waiting: Question<Key, Value>[]
}

export function batched<Key, Value>(batch: Batch<Key, Value>): LoaderDefinition<Loader<Key, Value>> {
  const { identity, statement, record } = batch
  return (scope) => {
    const groups = new Map<string | undefined, Group<Key, Value>>()
    let isScheduled = false
    const reading: Reading<Key, Value> = {
      read: (asked) => batch.fetch(asked, scope),
      forget: ({ key }) => groups.get(statement?.(key))?.known.delete(identity(key)),
    }

    function groupOf(key: Key): Group<Key, Value> {
      const name = statement?.(key)
      const group = groups.get(name) ?? { known: new Map(), waiting: [] }
      groups.set(name, group)
      return group
    }

    function dispatch(): void {
      isScheduled = false
      for (const group of groups.values()) {
        const questions = group.waiting
        group.waiting = []
        if (questions.length > 0) readInto(questions, reading)
      }
    }

    function ask(key: Key, meter: ExecutionTrace): Pending<Value> {
      // Also for a value that is there already, because another operation asked for it.
      if (meter.recorder !== undefined) record(meter.recorder, key)
      const { known, waiting } = groupOf(key)
      const name = identity(key)
      const before = known.get(name)
      if (before !== undefined) return before
      const answer = new Pending<Value>()
      known.set(name, answer)
      waiting.push({ key, meter, answer })
      if (!isScheduled) scope.schedule(dispatch)
      isScheduled = true
      return answer
    }

    return (meter) => ({ load: (key) => ask(key, meter) })
  }
}

/** The operation that first asked for any of these keys pays for the statement that answers them all. */
export function payer<Key>(asked: readonly Asked<Key>[]): ExecutionTrace {
  const [first] = asked
  if (first === undefined) throw new Error('A batch has at least one key.')
  return first.meter
}

interface Reading<Key, Value> {
  read(asked: readonly Asked<Key>[]): Promise<ArrayLike<Value | Error>>
  /** A failed statement says nothing of its keys: a later question for them asks the database again. */
  forget(asked: Asked<Key>): void
}

/** A failed statement fails only its own keys: other statements of the batch have their answers. Never rejects. */
async function readInto<Key, Value>(questions: Question<Key, Value>[], reading: Reading<Key, Value>): Promise<void> {
  let values: ArrayLike<Value | Error>
  try {
    values = await reading.read(questions)
  } catch (error) {
    const operations = Map.groupBy(questions, ({ meter }) => meter)
    // A value that one operation wrote must not spoil the answers of other operations in the request.
    if (operations.size > 1 && isBadInput(error)) for (const own of operations.values()) readInto(own, reading)
    else fail(questions, reading, error)
    return
  }
  let index = 0
  for (const { answer } of questions) {
    const value = values[index++]
    if (value instanceof Error) answer.fail(value)
    else if (value === undefined) answer.fail(new Error('The batch left out a key.'))
    else answer.settle(value)
  }
}

function fail<Key, Value>(questions: Question<Key, Value>[], { forget }: Reading<Key, Value>, error: unknown): void {
  const reason = error instanceof Error ? error : new Error(String(error))
  for (const question of questions) forget(question)
  for (const { answer } of questions) answer.fail(reason)
}

const isBadInput = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions.code === 'BAD_USER_INPUT'
