/** Latencies at a constant rate, measured by a process of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runToEnd } from './run.ts'
import { connections, type HttpRequest } from './wrk.ts'

export interface Latency {
  p50: number
  p99: number
}

const client = join(import.meta.dirname, 'rateClient.ts')

/** Milliseconds. `file` is where the client finds what to ask. */
export async function latencyAt(
  file: string,
  origin: string,
  { requests, perSecond, seconds }: { requests: readonly HttpRequest[]; perSecond: number; seconds: number },
): Promise<Latency> {
  const { hostname: host, port } = new URL(origin)
  const texts = requests.map((request) => textOf(request, `${host}:${port}`))
  await writeFile(file, JSON.stringify({ host, port: Number(port), connections, perSecond, seconds, requests: texts }))
  return JSON.parse(await runToEnd(process.execPath, [client, file]))
}

function textOf({ method, path, headers, body = '' }: HttpRequest, host: string): string {
  const length = method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  const lines = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
