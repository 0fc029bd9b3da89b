/** Load from this process, where `wrk` is not needed: so many connections, each asking again as soon as it is answered. */
import { Agent, request } from 'node:http'
import type { HttpRequest } from './wrk.ts'

export interface HttpLoad {
  origin: string
  connections: number
  /** The next request; undefined ends the load. */
  next(): HttpRequest | undefined
}

/** Gives how many were answered. Throws for an answer that is not 200. */
export async function httpLoad({ origin, connections, next }: HttpLoad): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let answered = 0
  async function ask(): Promise<void> {
    for (let one = next(); one !== undefined; one = next()) {
      await send(origin, one, agent)
      answered++
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, ask))
  } finally {
    agent.destroy()
  }
  return answered
}

function send(origin: string, { method, path, headers, body }: HttpRequest, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(origin + path, { method, headers, agent }, (answer) => {
      answer.resume()
      answer.on('error', reject)
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`The gateway answered ${answer.statusCode}.`)),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
