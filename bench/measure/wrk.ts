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
  /** Of a server that takes long for an answer: it is timed up to its last one. */
  isSlow: boolean
}

export async function load(origin: string, script: string, { seconds, isSlow }: LoadOptions): Promise<Load> {
  const output = await runToEnd('wrk', [
    ...['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', '-s', script, origin],
    ...['--', String(Math.floor(Math.random() * 1000)), isSlow ? 'slow' : 'fast'],
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

// A slow server's answers come in waves, one of each connection: up to the last that came in time is what it was busy with.
const engine = `
local ffi = require('ffi')
ffi.cdef[[
  typedef struct { long seconds, nanoseconds; } moment;
  int clock_gettime(int, moment *);
]]
local now = ffi.new('moment')
local function seconds()
  ffi.C.clock_gettime(1, now)
  return tonumber(now.seconds) + tonumber(now.nanoseconds) / 1e9
end

local ready, size, at = {}, #pool, 0
local threads = {}
answered, took = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  at = tonumber(args[1])
  for n, one in ipairs(pool) do
    one[3]['Host'] = wrk.headers['Host']
    ready[n] = wrk.format(one[1], one[2], one[3], one[4])
  end
  if args[2] == 'slow' then
    local began = seconds()
    function response()
      answered, took = answered + 1, seconds() - began
    end
  end
end

function request()
  at = at % size + 1
  return ready[at]
end

function done(summary)
  local requests, duration = summary.requests, summary.duration
  local counted = threads[1]:get('answered')
  if counted > 0 then
    requests, duration = counted, threads[1]:get('took') * 1e6
  end
  local errors = summary.errors
  io.write(string.format('LOAD {"requests": %d, "microseconds": %d, "bytes": %d, "failures": %d}\\n', requests, duration,
    summary.bytes, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
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
