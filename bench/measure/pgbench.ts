/**
 * The floor below every gateway: the same statements run by pgbench, which does nothing else. Each of a few requests is
 * a script of its own; the first second, in which connections prepare and plan, does not count.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runToEnd } from './run.ts'
import type { Statement } from './wireTap.ts'

export interface PgbenchScripts {
  files: string[]
  /** Values of the parameters, as variables of pgbench */
  defines: string[]
}

/** Requests become files in `folder`, each with its statements in order. */
export async function writeScripts(
  folder: string,
  work: string,
  requests: readonly Statement[][],
): Promise<PgbenchScripts> {
  const defines: string[] = []
  const files = await Promise.all(
    requests.map(async (statements, index) => {
      const lines = statements.map(({ text, values }, order) =>
        withVariables(text, values, (parameter) => {
          const name = `r${index}_${order}_${parameter}`
          defines.push('-D', `${name}=${values[parameter - 1]}`)
          return `:${name}`
        }),
      )
      const file = join(folder, `${work}-${index}.sql`)
      await writeFile(file, `${lines.join('\n')}\n`)
      return file
    }),
  )
  return { files, defines }
}

/** pgbench knows no null, and takes `:name` for a variable even inside of a text. */
function withVariables(
  text: string,
  values: readonly (string | null)[],
  variable: (parameter: number) => string,
): string {
  if (/(?<!:):[a-z_]/i.test(text)) throw new Error(`pgbench would read a variable in: ${text}`)
  const oneLine = text.trim().replaceAll(/\s+/g, ' ')
  return `${oneLine.replaceAll(/\$(\d+)/g, (_, digits: string) => {
    const parameter = Number(digits)
    return values[parameter - 1] === null ? 'null' : variable(parameter)
  })};`
}

/** Transactions a second, each of them all statements of one request. */
export async function transactionsPerSecond(
  url: string,
  { files, defines }: PgbenchScripts,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const output = await runToEnd('pgbench', [
    ...['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds + 1), '-P', '1'],
    ...defines,
    ...files.flatMap((file) => ['-f', file]),
    url,
  ])
  const perSecond = [...output.matchAll(/^progress: [\d.]+ s, ([\d.]+) tps/gm)].map(([, tps]) => Number(tps))
  const counted = perSecond.slice(1)
  if (counted.length === 0) throw new Error(`pgbench said nothing of its load:\n${output.slice(-2000)}`)
  return counted.reduce((sum, tps) => sum + tps, 0) / counted.length
}

const triedClients = [4, 8, 16]

/** How many clients of those tried get most out of the server. */
export async function bestClients(url: string, scripts: PgbenchScripts): Promise<number> {
  let best = { clients: 0, perSecond: 0 }
  for (const clients of triedClients) {
    const perSecond = await transactionsPerSecond(url, scripts, { clients, seconds: 1 })
    if (perSecond > best.perSecond) best = { clients, perSecond }
  }
  return best.clients
}
