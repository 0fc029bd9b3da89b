import { expect, test } from 'vitest'
import { printReport } from './printReport.ts'
import type { Report } from './report.ts'

const report: Report = {
  changes: [
    { severity: 'safe', path: 'Query.b', message: "Field 'b' was added", effect: undefined, operations: [] },
    {
      severity: 'breaking',
      path: 'Query.a',
      message: "Field 'a' was removed",
      effect: 'Operations that select it are refused.',
      operations: ['Old', 'Older'],
    },
  ],
  brokenOperations: [
    { name: 'Old', file: 'schema/operations/Old.graphql', errors: ['line 2: Cannot query field "a".'] },
  ],
  operationCount: 3,
}

test('a person reads what breaks first, which clients it concerns, and a line that sums up', () => {
  expect(printReport(report, 'text')).toBe(`Breaking: requests that were right will be refused or answered otherwise
 - Query.a: Field 'a' was removed
     Operations that select it are refused.
     Used by Old, Older.

Safe
 - Query.b: Field 'b' was added

Broken operations: registered, and refused by the working schema
 - Old, schema/operations/Old.graphql
     line 2: Cannot query field "a".

Changes: 1 breaking, 0 dangerous, 1 safe. 3 registered operations tried, broken: Old.
`)
})

test('a person reads a single line when nothing has changed', () => {
  expect(printReport({ changes: [], brokenOperations: [], operationCount: 1 }, 'text')).toBe(
    'No change. 1 registered operation tried, none is broken.\n',
  )
})

test('a program reads the same by severity, each of which is always there', () => {
  const [safe, breaking] = report.changes
  expect(JSON.parse(printReport(report, 'json'))).toEqual({
    breaking: [{ ...breaking, severity: undefined }],
    dangerous: [],
    safe: [{ ...safe, severity: undefined }],
    brokenOperations: report.brokenOperations,
    operationCount: 3,
  })
})
