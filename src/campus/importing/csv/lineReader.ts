/** Reads the rows of a file and keeps what was wrong or remarkable, and which suggestions were taken in place of values. */

import type { Reader } from '../reading.ts'
import { asNotice, type Refusal } from '../refusal.ts'
import { type CsvRow, valueIn } from './csvRows.ts'

export interface LineReader {
  readonly refusals: Refusal[]
  readonly notices: Refusal[]
  readonly taken: TakenSuggestion[]
  /** Undefined for a value that cannot be used: it has been refused. */
  read<Column extends string, T>(row: CsvRow<Column>, column: Column, reader: Reader<T>): T | undefined
  /** Without a column it is the whole row. */
  refuse<Column extends string>(row: CsvRow<Column>, column: Column | '', reason: string, suggestion?: string): void
  /** The row stays right. */
  notice<Column extends string>(row: CsvRow<Column>, column: Column | '', reason: string, suggestion?: string): void
}

export interface TakenSuggestion {
  line: number
  column: string
  value: string
  suggestion: string
}

export function createLineReader(acceptSuggestions = false): LineReader {
  const refusals: Refusal[] = []
  const notices: Refusal[] = []
  const taken: TakenSuggestion[] = []
  return {
    refusals,
    notices,
    taken,
    read,
    refuse: (row, column, reason, suggestion) => void refusals.push(problemIn(row, column, reason, suggestion)),
    notice: (row, column, reason, suggestion) =>
      void notices.push(asNotice(problemIn(row, column, reason, suggestion))),
  }

  function read<Column extends string, T>(row: CsvRow<Column>, column: Column, reader: Reader<T>): T | undefined {
    const value = valueIn(row, column) ?? ''
    const reading = reader(value)
    if ('value' in reading) return reading.value
    const { reason, suggestion = '', nearest } = reading
    if (nearest === undefined || !acceptSuggestions) refusals.push(problemIn(row, column, reason, suggestion))
    else taken.push({ line: row.line, column, value, suggestion })
    return acceptSuggestions ? nearest : undefined
  }
}

function problemIn<Column extends string>(row: CsvRow<Column>, column: Column | '', reason: string, suggestion = '') {
  const value = column === '' ? '' : (valueIn(row, column) ?? '')
  return { line: row.line, column, value, reason, suggestion }
}
