/** What a comparison of two schemas found, for the code that prints it. */
import type { DocumentNode } from 'graphql'

/** breaking: requests that were right are refused. dangerous: requests are answered, perhaps in an unexpected way. */
export const severities = ['breaking', 'dangerous', 'safe'] as const
export type Severity = (typeof severities)[number]

export interface SchemaChange {
  severity: Severity
  /** The schema coordinate, such as `Query.spaces.near`; `schema` for a root type */
  path: string
  message: string
  /** What it does to clients, where that is more than the message says */
  effect: string | undefined
  /** Names of the registered operations that use what is changed; empty for safe changes */
  operations: string[]
}

export interface Operation {
  name: string
  /** Where it is written */
  file: string
  document: DocumentNode
}

/** A registered operation that the working schema refuses. */
export interface BrokenOperation {
  name: string
  file: string
  /** Each with its line, as a person reads it */
  errors: string[]
}

export interface Report {
  changes: SchemaChange[]
  brokenOperations: BrokenOperation[]
  /** How many operations were tried */
  operationCount: number
}

/** Whether anything that clients rely on would stop working. */
export const breaks = (report: Report): boolean =>
  report.brokenOperations.length > 0 || report.changes.some(({ severity }) => severity === 'breaking')
