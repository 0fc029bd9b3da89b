/**
 * A statement of a lane on `pg`'s wire: parsed once under its name, then bound and executed, with nothing described,
 * since the answer is one JSON value whatever was asked. It extends `pg`'s own query, which is all that a pipelined
 * connection takes, and does without the rows, fields and events that make up most of that one's time.
 */
import pg from 'pg'
import type { Statement } from './statements.ts'

export interface LaneRequest {
  statement: Statement
  values: readonly (string | null)[]
  /** Told once; the text is the one value of the one row, null where that is null */
  done(error: Error | undefined, json: string | null | undefined): void
}

/** Which names the server knows, or is about to: `pg` keeps both lists by what the server answers. */
interface Wire extends pg.Connection {
  readonly parsedStatements: Record<string, string>
  readonly submittedNamedStatements: Record<string, string>
}

export class LaneQuery extends pg.Query {
  /** `pg` notes by it what the server has parsed. */
  name: string | undefined
  readonly #request: LaneRequest
  #json: string | null | undefined
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
    if (name === '' || (parsedStatements[name] ?? submittedNamedStatements[name]) === undefined) {
      connection.parse({ name, text: statement.text, types: [] }, true)
      if (name !== '') submittedNamedStatements[name] = statement.text
    }
    connection.bind({ portal: '', statement: name, values: values as string[] }, true) // null is written as such
    connection.execute({ portal: '', rows: '' }, true)
    connection.sync()
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#json = fields[0]
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end(undefined)
  }

  handleError(error: Error): void {
    this.#end(error)
  }

  #end(error: Error | undefined): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#request.done(error, this.#json)
  }
}
