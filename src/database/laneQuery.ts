/**
 * A statement of a lane on `pg`'s wire: parsed and described once under its name, then bound and executed. It extends
 * `pg`'s own query, which is all that a pipelined connection takes, and does without the results, fields and events that
 * make up most of that one's time.
 */
import pg from 'pg'
import { serialize } from 'pg-protocol'
import { type ReadRows, type ResultColumn, type RowBytes, rowReader } from './rows.ts'
import type { Statement } from './statements.ts'

export interface LaneRequest {
  statement: Statement
  values: (string | null)[]
  /** Told once */
  done(error: Error | undefined, rows: object[]): void
}

/** Which names the server knows, or is about to: `pg` keeps both lists by what the server answers. */
interface Wire extends pg.Connection {
  readonly parsedStatements: Record<string, string>
  readonly submittedNamedStatements: Record<string, string>
}

/** How to read the rows of named statements, which the server tells of each connection's own. */
const readersOf = new WeakMap<pg.Connection, Map<string, ReadRows>>()

/** Of the portal that was bound just now */
const describe = serialize.describe({ type: 'P', name: '' })
const executeAndSync = Buffer.concat([serialize.execute(), serialize.sync()])

export class LaneQuery extends pg.Query {
  /** `pg` notes by it what the server has parsed. */
  name: string | undefined
  readonly #request: LaneRequest
  readonly #rows: object[] = []
  #connection: pg.Connection | undefined
  #read: ReadRows | undefined
  #fault: Error | undefined
  #isOver = false

  constructor(request: LaneRequest) {
    super(request.statement.text)
    this.name = request.statement.name
    this.#request = request
  }

  override submit = (connection: pg.Connection): void => {
    const { statement, values } = this.#request
    const name = statement.name ?? ''
    const { parsedStatements, submittedNamedStatements } = connection as Wire // see there
    const messages: Buffer[] = []
    if (name === '' || (parsedStatements[name] ?? submittedNamedStatements[name]) === undefined) {
      messages.push(serialize.parse({ name, text: statement.text, types: [] }))
      if (name !== '') submittedNamedStatements[name] = statement.text
    }
    messages.push(serialize.bind({ statement: name, values }))
    this.#connection = connection
    // Until the first answer has come, each asks for itself: the one before may fail ere it is told.
    this.#read = readersOf.get(connection)?.get(name)
    if (this.#read === undefined) messages.push(describe)
    messages.push(executeAndSync)
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages))
  }

  handleRowDescription({ fields }: { fields: ResultColumn[] }): void {
    this.#read = rowReader(fields)
    if (this.#connection === undefined || this.name === undefined) return
    const readers = readersOf.get(this.#connection) ?? new Map<string, ReadRows>()
    readersOf.set(this.#connection, readers.set(this.name, this.#read))
  }

  handleDataRow(run: RowBytes): void {
    try {
      this.#read?.(run, this.#rows)
    } catch (error) {
      // Thrown here, in the connection's own callback, it would take the process with it.
      this.#fault = error instanceof Error ? error : new Error(String(error))
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end(this.#fault)
  }

  handleError(error: Error): void {
    this.#end(error)
  }

  #end(error: Error | undefined): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#request.done(error, this.#rows)
  }
}
