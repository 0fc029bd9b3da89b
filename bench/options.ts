/** What was asked on the command line. */
import { parseArgs } from 'node:util'

export interface BenchOptions {
  quick: boolean
  /** Another checkout of the product, to be compared with this one alone */
  before: string | undefined
  /** File for the figures */
  json: string | undefined
  /** File for the chart */
  svg: string | undefined
  works: string[]
  peers: string[]
  rounds: number
  /** Of each turn of a round */
  seconds: number
}

export const usage = `npm run bench [-- OPTIONS]

  --quick        only the rows that have a goal, in less than 8 minutes
  --json FILE    write the figures
  --svg FILE     write the chart; docs/performance.svg after a whole run when left out
  --before DIR   this against another checkout of the product with its node_modules, in the same rounds
  --work W       only this work; may be given again
  --peer P       only this peer; may be given again
  --rounds N     rounds a row, 5 when left out
  --seconds S    seconds of each turn, 4 when left out (1 with --quick)
`

/** Throws what is wrong with the arguments, in a line. */
export function readOptions(args: string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      before: { type: 'string' },
      json: { type: 'string' },
      svg: { type: 'string' },
      work: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    quick: values.quick,
    before: values.before,
    json: values.json,
    svg: values.svg,
    works: values.work,
    peers: values.peer,
    rounds: wholeNumber('--rounds', values.rounds),
    seconds: wholeNumber('--seconds', values.seconds ?? (values.quick ? '1' : '4')),
  }
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`${flag} must be a whole number from 1 on, not ${text}.`)
  return number
}
