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
  return rateAfterFirstSecond(output)
}

/** From what pgbench says of its first second and of the whole; it may end before it has said anything of its last. */
export function rateAfterFirstSecond(output: string): number {
  const [, firstSeconds, firstRate] = /^progress: ([\d.]+) s, ([\d.]+) tps/m.exec(output) ?? []
  const [, transactions] = /^number of transactions actually processed: (\d+)/m.exec(output) ?? []
  const [, rate] = /^tps = ([\d.]+) \(without initial connection time\)/m.exec(output) ?? []
  const [first, all] = [Number(firstSeconds), Number(transactions) / Number(rate)]
  const perSecond = (Number(transactions) - first * Number(firstRate)) / (all - first)
  if (!(perSecond > 0)) throw new Error(`pgbench said nothing of its load:\n${output.slice(-2000)}`)
  return perSecond
}

const triedClients = [4, 8, 16]
const triedClientsQuickly = [4, 16]

/** How many clients of those tried get most out of the server. */
export async function bestClients(
  url: string,
  scripts: PgbenchScripts,
  { quick }: { quick: boolean },
): Promise<number> {
  let best = { clients: 0, perSecond: 0 }
  for (const clients of quick ? triedClientsQuickly : triedClients) {
    const perSecond = await transactionsPerSecond(url, scripts, { clients, seconds: 1 })
    if (perSecond > best.perSecond) best = { clients, perSecond }
  }
  return best.clients
}
