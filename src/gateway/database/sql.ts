/**
 * SQL as values: fragments with their parameters, put together without ever pasting a value into text. Keyed reads are
 * written so that any number of keys is one array parameter, hence one statement text. A fragment is only a pair of
 * references: its text is put together when it is asked for, which for a read that was sent before it never is.
 */
import type { Table } from './table.ts'

export class Sql {
  readonly strings: readonly string[]
  /** Parameters, and fragments to be put in their places; one between each two strings */
  readonly parts: readonly unknown[]
  /** A registered operation has asked for it: its statement stays prepared, whatever else is asked for. */
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

/** Text that is no value: from our own schema and code, never from a request. */
export const raw = (text: string): Sql => new Sql([text], noParts)

/** There is at least one. */
export function join(fragments: readonly unknown[], separator = ','): Sql {
  if (fragments.length === 0) throw new TypeError('Nothing cannot be joined.')
  return new Sql(separators(separator, fragments.length), fragments)
}

const lists = new Map<string, string[]>()

/** Equal lists are one list, by which a statement is found again. They are as many as there are widths of joins. */
function separators(separator: string, count: number): string[] {
  const name = `${count} ${separator}`
  const known = lists.get(name)
  if (known !== undefined) return known
  const made = ['', ...Array<string>(count - 1).fill(separator), '']
  lists.set(name, made)
  return made
}

/** Gives the number of parameters so far. */
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

/** All of them hold; nothing given holds always. */
export function every(conditions: Sql[]): Sql {
  return conditions.length === 0 ? raw('true') : join(conditions, ' and ')
}

/** `%` and `_` of what people type mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
