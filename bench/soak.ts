/** `npm run soak`: many requests with many different texts, and what they leave behind in the gateway's heap. */
import { parseArgs } from 'node:util'
import { graphqlPath, jsonHeaders } from './contest/operations.ts'
import { httpLoad } from './measure/httpLoad.ts'
import type { Inspector } from './measure/inspector.ts'
import { connections, type HttpRequest } from './measure/wrk.ts'
import { type Subject, startSubject } from './subject.ts'

const usage = `npm run soak [-- OPTIONS]

  --requests N   1000000 when left out
  --texts N      how many of their texts differ, 100000 when left out
  --steps N      how often the heap is looked at, 20 when left out
  --bench        on the benchmark's database, in place of a demo campus
`
const report = (line: string): void => void process.stderr.write(`${line}\n`)

process.removeAllListeners('warning')
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === undefined) return 2
  const subject = await startSubject({ demo: !options.bench, report })
  try {
    await soak(subject, options)
    return 0
  } finally {
    await subject.stop()
  }
}

interface Options {
  requests: number
  texts: number
  steps: number
  bench: boolean
}

function readOptions(args: string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        requests: { type: 'string', default: '1000000' },
        texts: { type: 'string', default: '100000' },
        steps: { type: 'string', default: '20' },
        bench: { type: 'boolean', default: false },
      },
    })
    const numbers = [values.requests, values.texts, values.steps].map(Number)
    if (!numbers.every((number) => Number.isInteger(number) && number > 0)) {
      throw new Error('--requests, --texts and --steps are whole numbers from 1 on.')
    }
    const [requests = 1, texts = 1, steps = 1] = numbers
    return { requests, texts, steps, bench: values.bench }
  } catch (error) {
    report(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

async function soak({ server, inspector, headers }: Subject, { requests, texts, steps }: Options): Promise<void> {
  const heaps: number[] = []
  let sent = 0
  process.stdout.write('  requests   texts   heap after GC\n')
  for (let step = 1; step <= steps; step++) {
    const until = Math.round((requests * step) / steps)
    const next = () => (sent < until ? asking(textOf(sent++, texts), headers) : undefined)
    await httpLoad({ origin: server.origin, connections, next })
    const heap = await heapAfterGc(inspector)
    heaps.push(heap)
    const line = [
      String(sent).padStart(10),
      String(Math.min(Math.ceil(sent / 2), texts)).padStart(8),
      `${heap.toFixed(1)} MB`.padStart(16),
    ]
    process.stdout.write(`${line.join('')}\n`)
  }
  const half = Math.floor(heaps.length / 2)
  const growth = (heaps.at(-1) ?? 0) - (heaps[half] ?? 0)
  process.stdout.write(`From the middle to the end: ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB\n`)
}

/**
 * Each text comes twice in a row and again when all the others have, as from clients that put values into their texts:
 * the second time it is compiled.
 */
function textOf(number: number, texts: number): string {
  const of = Math.floor(number / 2) % texts
  return `query Q${of} { a${of}: buildings(first: ${1 + (of % 3)}) { nodes { id name spaces(first: 2) { nodes { id name } } } } }`
}

function asking(query: string, headers: Record<string, string>): HttpRequest {
  return { method: 'POST', path: graphqlPath, headers: { ...jsonHeaders, ...headers }, body: JSON.stringify({ query }) }
}

async function heapAfterGc(inspector: Inspector): Promise<number> {
  await inspector.call('HeapProfiler.enable')
  await inspector.call('HeapProfiler.collectGarbage')
  await inspector.call('HeapProfiler.disable')
  const { usedSize } = await inspector.call<{ usedSize: number }>('Runtime.getHeapUsage')
  return usedSize / 1024 / 1024
}
