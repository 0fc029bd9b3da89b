/** Load by wrk: 32 connections that each ask again as soon as they are answered, from a pool of prepared requests. */
import { writeFile } from 'node:fs/promises'
import { runToEnd } from './run.ts'

export const connections = 32

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Load {
  requests: number
  seconds: number
  perSecond: number
  bytesPerAnswer: number
  /** Answers with a status of 400 and above, and connections that broke */
  failures: number
}

export interface LoadOptions {
  seconds: number
  /** Ends before its time when so many are answered: for servers that would not answer each connection once in it. */
  answers?: number
}

const longestSeconds = 120

export async function load(origin: string, script: string, { seconds, answers }: LoadOptions): Promise<Load> {
  const duration = answers === undefined ? seconds : longestSeconds
  const output = await runToEnd('wrk', [
    ...['-t1', `-c${connections}`, `-d${duration}s`, '--timeout', '60s', '-s', script, origin],
    ...['--', String(answers ?? 0), String(Math.floor(Math.random() * 1000))],
  ])
  const [, json] = /^LOAD (\{.*\})$/m.exec(output) ?? []
  if (json === undefined) throw new Error(`wrk said nothing of its load:\n${output}`)
  const { requests, microseconds, bytes, failures } = JSON.parse(json)
  const took = microseconds / 1_000_000
  return { requests, seconds: took, perSecond: requests / took, bytesPerAnswer: bytes / requests, failures }
}

/** A script for wrk that asks these in turn, beginning anywhere. */
export async function writeScript(file: string, requests: readonly HttpRequest[]): Promise<string> {
  const lines = requests.map(
    ({ method, path, headers, body = '' }) =>
      `  { ${quoted(method)}, ${quoted(path)}, ${table(headers)}, ${quoted(body)} },`,
  )
  await writeFile(file, `local pool = {\n${lines.join('\n')}\n}\n${engine}`)
  return file
}

const engine = `
local ready, size, at, most, answered = {}, #pool, 0, 0, 0

function init(args)
  most = tonumber(args[1])
  at = tonumber(args[2])
  for n, one in ipairs(pool) do
    one[3]['Host'] = wrk.headers['Host']
    ready[n] = wrk.format(one[1], one[2], one[3], one[4])
  end
  if most > 0 then
    function response()
      answered = answered + 1
      if answered >= most then wrk.thread:stop() end
    end
  end
end

function request()
  at = at % size + 1
  return ready[at]
end

function done(summary)
  local errors = summary.errors
  io.write(string.format('LOAD {"requests": %d, "microseconds": %d, "bytes": %d, "failures": %d}\\n', summary.requests,
    summary.duration, summary.bytes, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`

/** Lua's long brackets take any text as it stands, but for their own end. */
function quoted(text: string): string {
  if (text.includes(']=====]')) throw new Error('This text cannot be written in Lua.')
  return `[=====[${text}]=====]`
}

const table = (headers: Record<string, string>): string =>
  `{ ${Object.entries(headers)
    .map(([name, value]) => `[ ${quoted(name)} ] = ${quoted(value)}`)
    .join(', ')} }`
