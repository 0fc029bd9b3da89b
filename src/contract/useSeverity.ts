/**
 * What it means to clients when a directive on what they send comes, goes or changes. Of a directive that is not
 * GraphQL's own only the limits are understood: arguments that are named `max…` or `min…`, as all limits are here.
 *
 * A tighter limit is dangerous, not breaking. It refuses only what exceeds it, and registered operations do not show
 * that, because the values stand in variables. As a breaking change, a limit against attacks would never pass the
 * check.
 */
import type { DirectiveUse } from './directiveUses.ts'
import type { Severity } from './report.ts'

/** The undefined side is the side that does not have the directive. */
export interface UseChange {
  before: DirectiveUse | undefined
  after: DirectiveUse | undefined
}

export function severityOfUse(change: UseChange): Severity {
  const { before, after } = change
  const name = (before ?? after)?.name
  if (name === 'deprecated') return 'safe'
  if (name === 'oneOf') return after === undefined ? 'safe' : 'breaking'
  if (name === 'specifiedBy') return before === undefined || after === undefined ? 'safe' : 'dangerous'
  return limitsOf(change) === 'wider' ? 'safe' : 'dangerous'
}

/** undefined where it is enough to say that it changed. */
export function effectOfUse(change: UseChange, severity: Severity): string | undefined {
  if (severity === 'safe') return undefined
  const name = (change.before ?? change.after)?.name
  if (name === 'oneOf') return 'Values that hold more than one field are refused.'
  if (name === 'specifiedBy') return 'Clients may get or send values of another form.'
  return limitsOf(change) === 'tighter'
    ? 'What goes beyond it is refused.'
    : 'What is sent here may be understood otherwise.'
}

/** undefined when anything other than limits differs, or when nothing differs. */
function limitsOf({ before, after }: UseChange): 'tighter' | 'wider' | undefined {
  const [was, is] = [before?.values ?? {}, after?.values ?? {}]
  const changed = Object.keys({ ...was, ...is }).filter((name) => was[name] !== is[name])
  const sides = changed.map((name) => tightening(name, was[name], is[name]))
  if (sides.length === 0 || sides.includes(undefined)) return undefined
  return sides.some((more) => more !== undefined && more > 0) ? 'tighter' : 'wider'
}

/** Above 0 when less is allowed than before; undefined for an argument that does not set a limit. */
function tightening(name: string, was: unknown, is: unknown): number | undefined {
  const sign = /^max/.test(name) ? 1 : /^min/.test(name) ? -1 : undefined
  const [before, after] = [was, is].map((value) => (typeof value === 'number' ? value : undefined))
  const areLimits = [was, is].every((value) => value === undefined || value === null || typeof value === 'number')
  if (sign === undefined || !areLimits) return undefined
  return sign * ((before ?? sign * Infinity) - (after ?? sign * Infinity))
}
