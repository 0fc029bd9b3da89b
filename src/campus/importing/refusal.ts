/**
 * What is wrong with a file, one row for each problem, and how it is shown: as CSV, on one physical line. A notice is a row
 * of the same form about a line that is right as it stands and may still not be what was meant.
 */
export interface Refusal {
  /** The physical line at which the row begins; the header is usually on line 1 */
  line: number
  column: string
  value: string
  reason: string
  /** Empty where there is none */
  suggestion: string
}

/** The whole report, a row for each problem, under a header. */
export function formatReport(refusals: Refusal[], file = ''): string {
  const rows = sorted(refusals).map((refusal) => formatRefusal(refusal, file))
  return ['line,column,value,reason,suggestion', ...rows].map((row) => `${row}\n`).join('')
}

/** One row for each refused line, however many problems it has: they are joined by semicolons. */
export function formatRefusedLines(refusals: Refusal[], file = ''): string {
  const byLine = Map.groupBy(sorted(refusals), ({ line }) => line)
  return [...byLine.values()].map((problems) => `${formatRefusal(joined(problems), file)}\n`).join('')
}

export const countLines = (refusals: Refusal[]): number => new Set(refusals.map(({ line }) => line)).size

/** A notice refuses nothing; its reason says that it is one, since rows of both kinds stand in one report. */
export const asNotice = (problem: Refusal): Refusal => ({ ...problem, reason: `notice: ${problem.reason}` })

/** `, 2 notices`, by lines; empty where there are none. A list for each file. */
export function countedNotices(...lists: Refusal[][]): string {
  const count = lists.reduce((sum, notices) => sum + countLines(notices), 0)
  return count === 0 ? '' : `, ${counted(count, 'notice')}`
}

/** `1 line`, `12,000 lines` */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

const sorted = (refusals: Refusal[]): Refusal[] => refusals.toSorted((a, b) => a.line - b.line)

function joined(problems: Refusal[]): Refusal {
  const all = (part: (problem: Refusal) => string) => problems.map(part).join('; ')
  const suggestions = problems.map(({ suggestion }) => suggestion).filter((suggestion) => suggestion !== '')
  return {
    line: problems[0]?.line ?? 0,
    column: all(({ column }) => column),
    value: all(({ value }) => value),
    reason: all(({ reason }) => reason),
    suggestion: suggestions.join('; '),
  }
}

function formatRefusal({ line, column, value, reason, suggestion }: Refusal, file: string): string {
  const place = file === '' ? String(line) : `${file}:${line}`
  return [place, column, value, reason, suggestion].map(encodeCsv).join(',')
}

const encodeCsv = (value: string): string => {
  const text = showControls(value)
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Attack refused: a control character in a file writes to the operator's terminal. */
export const showControls = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
