/**
 * Finds statements by their fragments. Fragments from the same places of the code have the same text, so the text is
 * put together, named and prepared once. Walking the fragments finds the statement again without building its text.
 * Names derive from the text, stable over restarts and equal on all connections.
 */
import { hash } from 'node:crypto'
import { Sql } from './sql.ts'

export interface Statement {
  readonly text: string
  readonly name: string
  /** Of a registered operation: it keeps its name, and stays prepared */
  isKept: boolean
  /** The count of all uses at its last use */
  usedAt: number
}

/** The server keeps a plan for each on each connection, so their number is bounded. */
export const maxStatements = 500
/** Variables of a registered operation make several statements of it, and these must not take all places. */
const maxKept = 250

/** What follows a piece: by text or by the strings of a template, whose identity is their place in the code. */
interface Step {
  next: Map<unknown, Step>
  statement: Statement | undefined
}

const parameter = Symbol('parameter')

export interface Statements {
  /** The statement, and its parameters added to `values` in order. */
  find(fragment: Sql, values: unknown[]): Statement
  readonly size: number
}

export function createStatements(): Statements {
  const root = newStep()
  /** Each with the fragment that finds it */
  const fragments = new Map<Statement, Sql>()
  let uses = 0
  let kept = 0

  function make(fragment: Sql): Statement {
    if (fragments.size >= maxStatements) forgetOldest()
    const text = fragment.text
    const statement = { text, name: `compax_${hash('sha256', text).slice(0, 24)}`, isKept: false, usedAt: uses }
    pave(fragment, root).statement = statement
    fragments.set(statement, withoutValues(fragment))
    return statement
  }

  /** Searched only for a new statement, so that a use only counts up a number. */
  function forgetOldest(): void {
    let oldest: Statement | undefined
    for (const statement of fragments.keys()) {
      if (!statement.isKept && (oldest === undefined || statement.usedAt < oldest.usedAt)) oldest = statement
    }
    const fragment = oldest && fragments.get(oldest)
    if (oldest === undefined || fragment === undefined) return
    fragments.delete(oldest)
    forget(fragment, root)
  }

  return {
    find(fragment, values) {
      uses++
      const statement = walk(fragment, root, values)?.statement ?? make(fragment)
      statement.usedAt = uses
      if (fragment.isRegistered && !statement.isKept && kept < maxKept) {
        statement.isKept = true
        kept++
      }
      return statement
    },
    get size() {
      return fragments.size
    },
  }
}

/** Its path is that of the original fragment, but it keeps no values that clients sent. */
const withoutValues = ({ strings, parts }: Sql): Sql =>
  new Sql(
    strings,
    parts.map((part) => (part instanceof Sql ? withoutValues(part) : undefined)),
  )

/** Removes the statement from the end of its path, and the steps that led to nothing else. */
function forget(fragment: Sql, root: Step): void {
  const way: [step: Step, key: unknown][] = []
  let step: Step | undefined = root
  for (const key of keysOf(fragment)) {
    if (step === undefined) return
    way.push([step, key])
    step = step.next.get(key)
  }
  if (step === undefined) return
  step.statement = undefined
  for (const [before, key] of way.reverse()) {
    const after = before.next.get(key)
    if (after === undefined || after.statement !== undefined || after.next.size > 0) return
    before.next.delete(key)
  }
}

function* keysOf(fragment: Sql): Generator<unknown> {
  yield keyOf(fragment)
  for (const part of fragment.parts) {
    if (part instanceof Sql) yield* keysOf(part)
    else yield parameter
  }
}

const newStep = (): Step => ({ next: new Map(), statement: undefined })

/**
 * The strings of a template are one object forever. A list of one may be made anew each time, so its text is the key.
 */
const keyOf = ({ strings }: Sql): unknown => (strings.length === 1 ? strings[0] : strings)

/** All values are collected, even after the path has ended. */
function walk(fragment: Sql, from: Step | undefined, values: unknown[]): Step | undefined {
  let step = from?.next.get(keyOf(fragment))
  for (const part of fragment.parts) {
    if (part instanceof Sql) step = walk(part, step, values)
    else {
      values.push(part)
      step = step?.next.get(parameter)
    }
  }
  return step
}

function pave(fragment: Sql, from: Step): Step {
  let step = nextStep(from, keyOf(fragment))
  for (const part of fragment.parts) step = part instanceof Sql ? pave(part, step) : nextStep(step, parameter)
  return step
}

function nextStep(step: Step, key: unknown): Step {
  const known = step.next.get(key)
  if (known !== undefined) return known
  const made = newStep()
  step.next.set(key, made)
  return made
}
