/** Reads the rows of a file and keeps what was wrong with them, and which suggestions were taken in place of values. */

import type { Reader } from '../reading.ts'
import type { Refusal } from '../refusal.ts'
import { type CsvRow, valueIn } from './csvRows.ts'

export interface LineReader {
  readonly refusals: Refusal[]
  readonly taken: TakenSuggestion[]
  /** Undefined for a value that cannot be used: it has been refused. */
  read<Column extends string, T>(row: CsvRow<Column>, column: Column, reader: Reader<T>): T | undefined
  /** Without a column it is the whole row. */
  refuse<Column extends string>(row: CsvRow<Column>, column: Column | '', reason: string, suggestion?: string): void
}

export interface TakenSuggestion {
  line: number
  column: string
  value: string
  suggestion: string
}

export function createLineReader(acceptSuggestions = false): LineReader {
  const refusals: Refusal[] = []
  const taken: TakenSuggestion[] = []
  return { refusals, taken, read, refuse }

  function read<Column extends string, T>(row: CsvRow<Column>, column: Column, reader: Reader<T>): T | undefined {
    const value = valueIn(row, column) ?? ''
    const reading = reader(value)
    if ('value' in reading) return reading.value
    const { reason, suggestion = '', nearest } = reading
    if (nearest === undefined || !acceptSuggestions) refuse(row, column, reason, suggestion)
    else taken.push({ line: row.line, column, value, suggestion })
    return acceptSuggestions ? nearest : undefined
  }

  function refuse<Column extends string>(row: CsvRow<Column>, column: Column | '', reason: string, suggestion = '') {
    const value = column === '' ? '' : (valueIn(row, column) ?? '')
    refusals.push({ line: row.line, column, value, reason, suggestion })
  }
}
