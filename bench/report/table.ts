/** The figures as a table for a terminal. */
import type { Costs, Result } from './figures.ts'
import { titleOf } from './titles.ts'

type Row = string[]

const heading: Row = ['', '/s', 'ours ÷', 'goal', 'CPU', 'DB CPU', 'SQL', 'p50', 'p99']

/** All results of one work: ours first, then who it was measured against. */
export function printWork(results: readonly Result[]): string {
  const [first] = results
  if (first === undefined) return ''
  const rows = [
    heading,
    ['ours', rate(first.ours), '', '', ...costs(first.costs.ours)],
    ...results.map(({ peer, theirs, ratio, goal, costs: { theirs: cost } }) => [
      peer,
      rate(theirs),
      number(ratio),
      goal === undefined ? '' : `${goal.met ? '✓' : '✗'} ≥ ${number(goal.ratio)}`,
      ...costs(cost),
    ]),
  ]
  return `\n${titleOf(first.work, first.bytes)}\n${aligned(rows)}\n`
}

export const legend = `
/s: requests a second, median of the rounds · ours ÷: ours divided by theirs, median of the ratios within each round
CPU, DB CPU: CPU seconds of the server and of PostgreSQL for 1,000 requests · SQL: statements a request
p50, p99: milliseconds at half of the throughput
`

const costs = ({ serverCpu, databaseCpu, statements, p50, p99 }: Costs): Row =>
  [serverCpu, databaseCpu, statements, p50, p99].map((value) => (value === undefined ? '' : number(value)))

const rate = (perSecond: number): string => (perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond).toString())

const number = (value: number): string => String(Number(value.toFixed(value < 10 ? 2 : 1)))

function aligned(rows: Row[]): string {
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((cells) => `  ${cells.join('  ').trimEnd()}`)
    .join('\n')
}
