/** The statements of one request as a text that stays the same from run to run, in lines that a diff can compare. */

interface TracedStatement {
  readonly statement: { readonly text: string }
  readonly startedAtMs: number
  /** Undefined while it is under way */
  readonly milliseconds: number | undefined
}

/** The statements of a wave are under way together: they stand in the order of their texts, since any may be the first. */
export function printStatements(trace: readonly TracedStatement[]): string {
  const waves = wavesOf(trace).map((wave) => wave.map(({ statement }) => printStatement(statement.text)).sort())
  return waves.map((wave) => `-- wave\n${wave.join('\n')}`).join('\n')
}

/** A wave begins when no statement of the one before is under way any more. */
function wavesOf(trace: readonly TracedStatement[]): TracedStatement[][] {
  const waves: TracedStatement[][] = []
  let endMs = Number.NEGATIVE_INFINITY
  for (const traced of trace.toSorted((a, b) => a.startedAtMs - b.startedAtMs)) {
    if (traced.startedAtMs >= endMs) waves.push([])
    waves.at(-1)?.push(traced)
    endMs = Math.max(endMs, traced.startedAtMs + (traced.milliseconds ?? 0))
  }
  return waves
}

const printStatement = (text: string): string => `${text.trim().replace(/\s+/g, ' ').replace(clauses, '\n  $1')};\n`

/** What begins a line. `from` does not in `extract(epoch from …)`. */
const clauses =
  / ((?:(?<!epoch |delete |distinct )from|where|(?:left |cross |inner )?join|group by|order by|limit|union|values|returning|on conflict|set)\b)/gi
