/** A report as a person reads it, and as a program does. Both end with a line break. */
import { type Report, type SchemaChange, type Severity, severities } from './report.ts'

export type ReportFormat = 'text' | 'json'

export const printReport = (report: Report, format: ReportFormat): string =>
  format === 'json' ? printJson(report) : printText(report)

function printJson(report: Report): string {
  const changes = severities.map((severity) => [
    severity,
    ofSeverity(report.changes, severity).map(({ severity: _group, ...change }) => change),
  ])
  const { brokenOperations, operationCount } = report
  return `${JSON.stringify({ ...Object.fromEntries(changes), brokenOperations, operationCount }, null, 2)}\n`
}

function printText(report: Report): string {
  const sections = [...severities.map((severity) => printChanges(report, severity)), printBroken(report)]
  return [...sections.filter((section) => section !== ''), `${summarize(report)} ${judgeOperations(report)}\n`].join(
    '\n',
  )
}

const titles: Record<Severity, string> = {
  breaking: 'Breaking: requests that were right will be refused or answered otherwise',
  dangerous: 'Dangerous: clients that are not prepared for it may fail',
  safe: 'Safe',
}

function printChanges({ changes }: Report, severity: Severity): string {
  const found = ofSeverity(changes, severity)
  return found.length === 0 ? '' : `${titles[severity]}\n${found.map(printChange).join('')}`
}

function printChange({ path, message, effect, operations }: SchemaChange): string {
  const usedBy = operations.length === 0 ? undefined : `Used by ${operations.join(', ')}.`
  return ` - ${[`${path}: ${message}`, effect, usedBy].filter((line) => line !== undefined).join('\n     ')}\n`
}

function printBroken({ brokenOperations }: Report): string {
  if (brokenOperations.length === 0) return ''
  const lines = brokenOperations.map(
    ({ name, file, errors }) => ` - ${[`${name}, ${file}`, ...errors].join('\n     ')}\n`,
  )
  return `Broken operations: registered, and refused by the working schema\n${lines.join('')}`
}

/** `Changes: 1 breaking, 0 dangerous, 4 safe.` */
function summarize({ changes }: Report): string {
  if (changes.length === 0) return 'No change.'
  const counts = severities.map((severity) => `${ofSeverity(changes, severity).length} ${severity}`)
  return `Changes: ${counts.join(', ')}.`
}

function judgeOperations({ brokenOperations, operationCount }: Report): string {
  const count = operationCount === 1 ? '1 registered operation' : `${operationCount} registered operations`
  return brokenOperations.length === 0
    ? `${count} tried, none is broken.`
    : `${count} tried, broken: ${brokenOperations.map(({ name }) => name).join(', ')}.`
}

const ofSeverity = (changes: readonly SchemaChange[], severity: Severity): SchemaChange[] =>
  changes.filter((change) => change.severity === severity)
