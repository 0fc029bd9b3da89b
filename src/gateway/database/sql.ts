/**
 * SQL as values: fragments with their parameters, put together without ever pasting a value into text. Keyed reads pass
 * any number of keys as one array parameter, so they have one statement text. A fragment is only a pair of references.
 * Its text is put together on demand, and never for a read that was sent before.
 */
import type { Table } from './table.ts'

export class Sql {
  readonly strings: readonly string[]
  /** Parameters, and fragments to be put in their places; one between each two strings */
  readonly parts: readonly unknown[]
  /** A registered operation uses it, so its statement stays prepared, whatever else is asked for. */
  isRegistered = false

  constructor(strings: readonly string[], parts: readonly unknown[]) {
    this.strings = strings
    this.parts = parts
  }

  /** With `$1`, `$2` … for the parameters, as `pg` takes it. */
  get text(): string {
    const pieces: string[] = []
    appendText(this, pieces, 0)
    return pieces.join('')
  }

  get values(): unknown[] {
    const values: unknown[] = []
    appendValues(this, values)
    return values
  }
}

export const sql = (strings: TemplateStringsArray, ...parts: unknown[]): Sql => new Sql(strings, parts)

const noParts: readonly unknown[] = []

/** Text that is not a value: from our own schema and code, never from a request. */
export const raw = (text: string): Sql => new Sql([text], noParts)

/** The list must not be empty. */
export function join(fragments: readonly unknown[], separator = ','): Sql {
  if (fragments.length === 0) throw new TypeError('Nothing cannot be joined.')
  return new Sql(separators(separator, fragments.length), fragments)
}

const lists = new Map<string, string[]>()

/** Equal lists are one list, because a statement is found again by it. There are as many as widths of joins. */
function separators(separator: string, count: number): string[] {
  const name = `${count} ${separator}`
  const known = lists.get(name)
  if (known !== undefined) return known
  const made = ['', ...Array<string>(count - 1).fill(separator), '']
  lists.set(name, made)
  return made
}

/** Returns the number of parameters so far. */
function appendText({ strings, parts }: Sql, pieces: string[], before: number): number {
  let parameters = before
  pieces.push(strings[0] ?? '')
  for (const [index, part] of parts.entries()) {
    if (part instanceof Sql) parameters = appendText(part, pieces, parameters)
    else pieces.push(`$${++parameters}`)
    pieces.push(strings[index + 1] ?? '')
  }
  return parameters
}

function appendValues({ parts }: Sql, values: unknown[]): void {
  for (const part of parts) {
    if (part instanceof Sql) appendValues(part, values)
    else values.push(part)
  }
}

/** `t.starts_at`, for the field `startsAt` of a table that the statement calls `t`. */
export function column<Row>(table: Table<Row>, field: keyof Row & string): Sql {
  return raw(`t.${table.columns[field].name}`)
}

/** All of them hold; an empty list always holds. */
export function every(conditions: Sql[]): Sql {
  return conditions.length === 0 ? raw('true') : join(conditions, ' and ')
}

/** `%` and `_` in texts that people type stand for themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
