/**
 * One run of a plan. It descends as far as values are there. From a value that comes later it goes on in the tick in
 * which the value comes. It is over when it waits for no value. Data and errors are those that graphql-js gives.
 */
import { type GraphQLError, type GraphQLResolveInfo, isObjectType, locatedError } from 'graphql'
import { Pending } from '../loaders/pending.ts'
import type { Recorder, Variables } from '../types.ts'
import type { AnswerRoom } from './answerRoom.ts'
import { AnswerObject, isNulled, nullify, type Place, pathOf, type ResponseObject } from './place.ts'
import type { FieldPlan, ObjectPlan, OperationPlan, ValuePlan } from './plan.ts'

export interface Result {
  /** Undefined where nothing was executed */
  data: Record<string, unknown> | null | undefined
  /** The first of them */
  errors: readonly GraphQLError[]
  /** All of them; left out where no error was left out */
  errorCount?: number
}

export interface Run {
  plan: OperationPlan
  variables: Variables
  context: unknown
  /** Gets each row of the answer, if the answer may be kept */
  recorder?: Pick<Recorder, 'tag'> | undefined
  /** Undefined if the answer may have any size */
  room?: AnswerRoom | undefined
}

/** More errors say nothing new, and thousands of them would be an answer of many megabytes. */
export const maxErrors = 50

export async function execute(run: Run): Promise<Result> {
  const { top, order } = run.plan
  const data: ResponseObject = new AnswerObject()
  const place: Place = { ...top, holder: { data }, key: 'data', above: undefined, isNulled: false }
  const execution = new Execution(run, place)
  const { fields } = top.plan.fields()
  if (order === 'together') execution.fields(fields, undefined, data, place)
  else {
    for (const { key } of fields) data[key] = undefined
    for (const field of fields) {
      if (!place.isNulled) execution.fields([field], undefined, data, place)
      await execution.settled()
    }
  }
  await execution.settled()
  if (execution.isGivenUp && run.room !== undefined) {
    const isQuery = order === 'together'
    return { data: isQuery ? undefined : null, errors: [run.room.error(!isQuery)] }
  }
  const { errors, failures } = execution
  const more = failures > errors.length ? { errorCount: failures } : {}
  return { data: place.isNulled ? null : data, errors, ...more }
}

/** It would be made for each field of each row. */
const noInfo = undefined as unknown as GraphQLResolveInfo // the types see to it that no resolver of ours looks at it

/** Approximate bytes in JSON of `null`, of a number, and of the quotes around a text */
const [nullBytes, numberBytes, quotes] = [4, 5, 2]

class Execution {
  readonly errors: GraphQLError[] = []
  /** The number of errors, including those that are not kept */
  failures = 0
  /** The answer is too large: nothing more is resolved or waited for. */
  isGivenUp = false
  readonly #run: Run
  readonly #top: Place
  #bytes = 0
  readonly #arguments = new Map<FieldPlan, object>()
  #waiting = 0
  #settle: () => void = () => {}

  constructor(run: Run, top: Place) {
    this.#run = run
    this.#top = top
  }

  /** Resolves when no value is waited for any more */
  settled(): Promise<void> | undefined {
    if (this.#waiting === 0 || this.isGivenUp) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#settle = resolve
    return promise
  }

  fields(fields: readonly FieldPlan[], source: unknown, holder: ResponseObject, above: Place): void {
    const { failures } = this
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FieldPlan
      const { key, value: plan } = field
      try {
        const value = this.#resolve(field, source)
        if (plan.kind === 'leaf' && typeof value !== 'object' && value !== undefined)
          this.#leaf(plan, value, holder, key)
        else this.#accept(value, { field, plan, holder, key, above, isNulled: false })
      } catch (error) {
        this.#fail(error, { field, plan, holder, key, above, isNulled: false })
      }
      if (this.failures > failures && isNulled(above)) return
    }
  }

  #resolve(field: FieldPlan, source: unknown): unknown {
    const { resolve, name } = field
    const { context } = this.#run
    if (resolve !== undefined) return resolve(source, this.#argumentsOf(field), context, noInfo)
    // A source with fields is always an object, and graphql-js too takes a function in it for a method.
    const value = (source as Record<string, unknown>)[name]
    if (typeof value !== 'function') return value
    return (source as Record<string, (args: object, context: unknown) => unknown>)[name]?.(
      this.#argumentsOf(field),
      context,
    )
  }

  #argumentsOf(field: FieldPlan): object {
    const { read } = field.args
    if (typeof read !== 'function') return read
    const known = this.#arguments.get(field)
    if (known !== undefined) return known
    const values = read(this.#run.variables)
    this.#arguments.set(field, values)
    return values
  }

  /** Takes a value, or an object that will become one. */
  #accept(value: unknown, place: Place): void {
    if (typeof value !== 'object' || value === null) this.#complete(value, place)
    else if (value instanceof Pending) this.#follow(value, place)
    else if (value instanceof Error) this.#fail(value, place)
    else if ('then' in value && typeof value.then === 'function') {
      const pending = new Pending<unknown>()
      value.then(pending.settle.bind(pending), pending.fail.bind(pending))
      this.#follow(pending, place)
    } else this.#complete(value, place)
  }

  #follow(pending: Pending<unknown>, place: Place): void {
    // The place of a value in the answer's order is where it was asked for, not when it came.
    if (pending.isWaiting) place.holder[place.key] = undefined
    this.#waiting++
    pending.listen(() => {
      try {
        if (!isNulled(place)) this.#accept(pending.value, place)
      } catch (error) {
        this.#fail(error, place)
      }
      if (--this.#waiting === 0) this.#settle()
    })
  }

  #complete(value: unknown, place: Place): void {
    const { plan, holder, key, field } = place
    if (value === null || value === undefined) {
      if (!plan.isNullable) throw new Error(`Cannot return null for non-nullable field ${field.coordinate}.`)
      holder[key] = null
      this.#grow(nullBytes)
    } else if (plan.kind === 'leaf') this.#leaf(plan, value, holder, key)
    else if (plan.kind === 'list') this.#list(value, plan.items, place)
    else if (plan.kind === 'object') this.#object(plan.fields(), value, place)
    else this.#object(this.#fieldsOf(plan, value), value, place)
  }

  #leaf(plan: ValuePlan & { kind: 'leaf' }, value: unknown, holder: ResponseObject, key: string | number): void {
    const serialized = plan.serialize(value)
    holder[key] = serialized
    this.#grow(typeof serialized === 'string' ? serialized.length + quotes : numberBytes)
  }

  #object({ fields, tagKind, bytes }: ObjectPlan, value: unknown, place: Place): void {
    this.#grow(bytes)
    const object: ResponseObject = new AnswerObject()
    if (tagKind !== undefined) this.#run.recorder?.tag(tagKind, (value as { id: number }).id) // every such row has one
    place.holder[place.key] = object
    this.fields(fields, value, object, place)
  }

  #list(value: unknown, plan: ValuePlan, above: Place): void {
    const { field } = above
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      throw new Error(`Expected Iterable, but did not find one for field "${field.coordinate}".`)
    }
    const values: unknown[] = Array.isArray(value) ? value : [...(value as Iterable<unknown>)] // just looked at
    const list: unknown[] = new Array(values.length)
    const holder = list as unknown as ResponseObject // a list holds its items by index
    above.holder[above.key] = list
    const { failures } = this
    for (let key = 0; key < values.length; key++) {
      const place = { field, plan, holder, key, above, isNulled: false }
      try {
        this.#accept(values[key], place)
      } catch (error) {
        this.#fail(error, place)
      }
      if (this.failures > failures && isNulled(above)) return
    }
  }

  /**
   * If a resolver may give several types, its value names the type by `__typename`, or the interface decides by its
   * rows.
   */
  #fieldsOf({ type, fieldsOf }: ValuePlan & { kind: 'abstract' }, value: unknown): ObjectPlan {
    const { resolveType } = type
    const name = resolveType
      ? resolveType(value, this.#run.context, noInfo, type)
      : (value as { __typename?: unknown }).__typename
    const { schema } = this.#run.plan
    const found = typeof name === 'string' ? schema.getType(name) : undefined
    if (isObjectType(found) && schema.isSubType(type, found)) return fieldsOf(found)
    throw new Error(`A value of ${type.name} did not say which of its types it is.`)
  }

  #fail(error: unknown, place: Place): void {
    if (isNulled(place)) return
    this.failures++
    if (this.errors.length < maxErrors) this.errors.push(locatedError(error, place.field.nodes, pathOf(place)))
    nullify(place)
  }

  #grow(bytes: number): void {
    const { room } = this.#run
    if (room === undefined) return
    this.#bytes += bytes
    if (!room.take(bytes)) this.#giveUp(room)
  }

  /** Everything below the top is gone from then on, so each loop ends when it comes to it. */
  #giveUp(room: AnswerRoom): void {
    if (this.isGivenUp) return
    this.isGivenUp = true
    this.failures++
    this.#top.isNulled = true
    room.giveBack(this.#bytes)
    this.#bytes = 0
    this.#settle()
  }
}
