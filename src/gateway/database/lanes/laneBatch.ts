/**
 * The statements of one turn on `pg`'s wire, as one transaction: the batch sends one message, and the server answers
 * with one. Each statement is parsed and described once on a connection under its name, then bound and executed. The
 * class extends `pg`'s own query, because a pipelined connection takes nothing else. It leaves out the results, fields
 * and events that take most of that query's time.
 */
import pg from 'pg'
import { serialize } from 'pg-protocol'
import { type ReadRows, type ResultColumn, rowReader } from '../rows.ts'
import { maxStatements, type Statement } from '../statements.ts'
import { PreparedStatements } from './preparedStatements.ts'

export interface LaneRequest {
  statement: Statement
  values: (string | null)[]
}

export interface BatchOptions<Request extends LaneRequest> {
  requests: readonly Request[]
  /** Called once for each request, except for those that were skipped */
  answered(request: Request, error: Error | undefined, rows: object[]): void
  /** The server has not looked at these, because one before them failed for a reason of its own. */
  skipped(requests: readonly Request[]): void
}

const preparedOn = new WeakMap<pg.Connection, PreparedStatements>()

/** Messages for the portal that was bound just now */
const [describe, execute] = [serialize.describe({ type: 'P', name: '' }), serialize.execute()]
const sync = serialize.sync()

export class LaneBatch<Request extends LaneRequest> extends pg.Query {
  readonly #options: BatchOptions<Request>
  readonly #readers: (ReadRows | undefined)[] = []
  #prepared = new PreparedStatements(maxStatements)
  /** Names that this batch closes */
  readonly #closed: string[] = []
  /** Index of the statement that is answered now */
  #at = 0
  #rows: object[] = []
  #fault: Error | undefined
  #isOver = false

  constructor(options: BatchOptions<Request>) {
    super('')
    this.#options = options
  }

  override submit = (connection: pg.Connection): void => {
    this.#prepared = preparedOn.get(connection) ?? this.#prepared
    preparedOn.set(connection, this.#prepared)
    const messages = this.#options.requests.flatMap((request) => this.#messages(request))
    if (connection.stream.writable) connection.stream.write(Buffer.concat([...messages, sync]))
  }

  handleRowDescription({ fields }: { fields: ResultColumn[] }): void {
    const reader = rowReader(fields)
    const name = this.#options.requests[this.#at]?.statement.name
    this.#readers[this.#at] = reader
    if (name !== undefined) this.#prepared.describe(name, reader)
  }

  handleDataRow(bytes: Buffer): void {
    try {
      this.#readers[this.#at]?.(bytes, this.#rows)
    } catch (error) {
      // An error thrown here, in the connection's own callback, would end the process.
      this.#fault = error instanceof Error ? error : new Error(String(error))
    }
  }

  handleCommandComplete(): void {
    const [request, fault, rows] = [this.#options.requests[this.#at], this.#fault, this.#rows]
    this.#at++
    this.#rows = []
    this.#fault = undefined
    if (request !== undefined) this.#options.answered(request, fault, rows)
  }

  handleReadyForQuery(): void {}

  /** The error of a statement or of the connection; that of the connection may come twice. */
  handleError(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    const left = this.#options.requests.slice(this.#at)
    // It is unknown whether the server has prepared these statements.
    this.#prepared.doubt(left.map(({ statement }) => statement.name))
    this.#prepared.doubtClosed(this.#closed)
    if (isUnprepared(error)) {
      this.#options.skipped(left)
      return
    }
    const [failed, ...others] = left
    if (failed !== undefined) this.#options.answered(failed, error, [])
    if (error instanceof pg.DatabaseError) this.#options.skipped(others)
    else for (const request of others) this.#options.answered(request, error, [])
  }

  #messages({ statement, values }: LaneRequest): Buffer[] {
    const { name, text } = statement
    const messages: Buffer[] = []
    if (!this.#prepared.has(name)) {
      const closed = this.#prepared.add(statement)
      this.#closed.push(...closed)
      messages.push(...closed.map((other) => serialize.close({ type: 'S', name: other })))
      messages.push(serialize.parse({ name, text, types: [] }))
    }
    messages.push(serialize.bind({ statement: name, values }))
    // Every statement requests its own row description until one has arrived, because an earlier one may fail first.
    const reader = this.#prepared.use(statement)
    this.#readers.push(reader)
    if (reader === undefined) messages.push(describe)
    messages.push(execute)
    return messages
  }
}

/** 26000: a batch before this one should have prepared it, and did not get so far. */
const isUnprepared = (error: Error): boolean => 'code' in error && error.code === '26000'
