/** A gateway as it is run: a process of its own, of which nothing is known but what it prints and answers. */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createSender, type HttpAnswer, type HttpRequest } from './httpGateway.ts'
import { startNode } from './runNode.ts'

export interface GatewayProcess {
  readonly process: ChildProcess
  /** What it has printed so far, line by line */
  readonly lines: string[]
  /** The first line that it prints like this; rejects with all that it printed when it ends without. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  /** Its address, as soon as it listens */
  url(): Promise<string>
  /** Its address, as soon as it says that it is ready */
  ready(): Promise<string>
  send(request: HttpRequest): Promise<HttpAnswer>
  post(query: string): Promise<HttpAnswer>
  kill(signal: NodeJS.Signals): void
  /** Its exit status, once it has ended; null when a signal ended it */
  readonly exited: Promise<number | null>
}

const program = join(import.meta.dirname, '../../src/bin/compax.js')

export function startProcess(env: Record<string, string>): GatewayProcess {
  const child = startNode([program, 'serve'], { env: { PORT: '0', ...env } })
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve))
  const lines: string[] = []
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      child.emit('line')
    })
  }

  function line(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
    const look = () => {
      const found = lines.map((text) => pattern.exec(text)).find((match) => match !== null)
      if (found !== undefined) resolve(found)
    }
    child.on('line', look)
    look()
    exited.then(() => reject(new Error(`It ended without a line like ${pattern}:\n${lines.join('\n')}`)))
    return promise.finally(() => child.off('line', look))
  }

  const url = async () => (await line(/listening at (http:\/\/[\d.:]+)/))[1] ?? ''
  const ready = async () => (await line(/graphql\W+(http:\/\/localhost:\d+)\/graphql/))[1] ?? ''
  const send = async (request: HttpRequest) => createSender(await url())(request)
  return {
    process: child,
    lines,
    line,
    url,
    ready,
    send,
    post: (query) =>
      send({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) }),
    kill: (signal) => void child.kill(signal),
    exited,
  }
}
