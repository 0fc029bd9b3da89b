/** Node's inspector of another process, asked over its own protocol: profiles and heaps, with nothing added to the process. */
import { setTimeout } from 'node:timers/promises'

export interface Inspector {
  call<Result>(method: string, parameters?: object): Promise<Result>
  close(): void
}

/** Of a process that was started with `--inspect=127.0.0.1:PORT`. */
export async function openInspector(port: number): Promise<Inspector> {
  const socket = new WebSocket(await addressOf(port))
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('The inspector does not let us in.')))
  })
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data))
    if (error === undefined) waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(`The inspector says: ${error.message}`))
    waiting.delete(id)
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The inspected process has ended.'))
  })
  return {
    call<Result>(method: string, parameters: object = {}): Promise<Result> {
      const answer = Promise.withResolvers<unknown>()
      waiting.set(++calls, answer)
      socket.send(JSON.stringify({ id: calls, method, params: parameters }))
      return answer.promise as Promise<Result> // as the protocol has it
    },
    close: () => socket.close(),
  }
}

async function addressOf(port: number): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()
      return (targets as [{ webSocketDebuggerUrl: string }])[0].webSocketDebuggerUrl // one process is one target
    } catch {
      await setTimeout(50)
    }
  }
  throw new Error('The inspector cannot be reached.')
}
