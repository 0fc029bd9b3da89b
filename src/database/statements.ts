/**
 * Statements by what they are made of: fragments that come from the same places of the code have the same text, so it is
 * put together, named and prepared once, and found again by walking the fragments without building it. Names are those
 * of the text, stable over restarts and equal on all connections.
 */
import { hash } from 'node:crypto'
import { Sql } from './sql.ts'

export interface Statement {
  text: string
  /** Undefined beyond the bound: such a statement is planned each time */
  name: string | undefined
}

/** The server keeps a plan for each on each connection, so their number is bounded. */
const mostStatements = 500

/** What follows a piece: by text or by the strings of a template, whose identity is their place in the code. */
interface Step {
  next: Map<unknown, Step>
  statement: Statement | undefined
}

const parameter = Symbol('parameter')

export interface Statements {
  /** The statement, and its parameters added to `values` in order. */
  find(fragment: Sql, values: unknown[]): Statement
}

export function createStatements(): Statements {
  const root = newStep()
  let count = 0
  return {
    find(fragment, values) {
      const known = walk(fragment, root, values)?.statement
      if (known !== undefined) return known
      const text = fragment.text
      if (count >= mostStatements) return { text, name: undefined }
      count++
      const statement = { text, name: `compax_${hash('sha256', text).slice(0, 24)}` }
      pave(fragment, root).statement = statement
      return statement
    },
  }
}

const newStep = (): Step => ({ next: new Map(), statement: undefined })

/** A template's strings are one object for ever; a list of one may be made anew each time, and its text says it all. */
const keyOf = ({ strings }: Sql): unknown => (strings.length === 1 ? strings[0] : strings)

/** All values are collected, also where the way ends. */
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
