/** Reads the rows of a file and keeps what was wrong with them, and which suggestions were taken in place of values. */
import type { CsvRow } from './csvRows.ts'
import type { Reader } from './reading.ts'
import type { Refusal } from './refusal.ts'

export interface LineReader {
  readonly refusals: Refusal[]
  readonly taken: TakenSuggestion[]
  at<Column extends string>(row: CsvRow<Column>): RowReader<Column>
}

export interface RowReader<Column extends string> {
  readonly line: number
  /** Undefined for a value that cannot be used: it has been refused. */
  read<T>(column: Column, reader: Reader<T>): T | undefined
  refuse(column: Column, reason: string, suggestion?: string): void
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
  return { refusals, taken, at }

  function at<Column extends string>({ line, values }: CsvRow<Column>): RowReader<Column> {
    const refuse = (column: Column, reason: string, suggestion = '') =>
      void refusals.push({ line, column, value: values[column] ?? '', reason, suggestion })
    return {
      line,
      refuse,
      read(column, reader) {
        const value = values[column] ?? ''
        const reading = reader(value)
        if ('value' in reading) return reading.value
        const { reason, suggestion = '', nearest } = reading
        if (nearest === undefined || !acceptSuggestions) refuse(column, reason, suggestion)
        else taken.push({ line, column, value, suggestion })
        return acceptSuggestions ? nearest : undefined
      },
    }
  }
}
