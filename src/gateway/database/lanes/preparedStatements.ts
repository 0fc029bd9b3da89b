/**
 * What one connection has prepared, by name. The server keeps a plan for each, so their number is bounded. A new
 * statement closes the one that was not used for longest. It does so in the order of the wire, so that everything sent
 * before still finds it. Statements of registered operations stay.
 */
import type { ReadRows } from '../rows.ts'
import type { Statement } from '../statements.ts'

interface Prepared {
  statement: Statement
  /** How its rows are read; undefined until the server has described them */
  reader: ReadRows | undefined
  /** The count of all uses at its last use */
  usedAt: number
}

export class PreparedStatements {
  readonly #most: number
  readonly #prepared = new Map<string, Prepared>()
  /** The server may still have them, because the message to close or to prepare them came behind an error. */
  readonly #leftOver = new Set<string>()
  #uses = 0

  constructor(most: number) {
    this.#most = most
  }

  has(name: string): boolean {
    return this.#prepared.has(name)
  }

  use(statement: Statement): ReadRows | undefined {
    const prepared = this.#prepared.get(statement.name)
    if (prepared === undefined) return undefined
    // Another object of the same text and name, if the earlier one was forgotten.
    prepared.statement = statement
    prepared.usedAt = ++this.#uses
    return prepared.reader
  }

  describe(name: string, reader: ReadRows): void {
    const prepared = this.#prepared.get(name)
    if (prepared !== undefined) prepared.reader = reader
  }

  /** The names to close first. Its own is among them, because the server may have it from before an error. */
  add(statement: Statement): string[] {
    const closed = [statement.name, ...this.#leftOver, ...this.#evicted()]
    this.#leftOver.clear()
    this.#prepared.set(statement.name, { statement, reader: undefined, usedAt: ++this.#uses })
    return closed
  }

  /** It is unknown what the server did with these. */
  doubt(names: Iterable<string>): void {
    for (const name of names) {
      this.#prepared.delete(name)
      this.#leftOver.add(name)
    }
  }

  /** These should have been closed, and maybe were not, unless they were prepared again since. */
  doubtClosed(names: Iterable<string>): void {
    for (const name of names) if (!this.#prepared.has(name)) this.#leftOver.add(name)
  }

  /** Searched only for a new statement, so that a use only counts up a number. */
  #evicted(): string[] {
    if (this.#prepared.size < this.#most) return []
    let oldest: Prepared | undefined
    for (const prepared of this.#prepared.values()) {
      if (!prepared.statement.isKept && (oldest === undefined || prepared.usedAt < oldest.usedAt)) oldest = prepared
    }
    if (oldest === undefined) return []
    this.#prepared.delete(oldest.statement.name)
    return [oldest.statement.name]
  }
}
