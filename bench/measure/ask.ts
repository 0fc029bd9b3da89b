/**
 * One request and its answer, as wrk would send it: for checking what servers say before any of them is timed. `fetch`
 * would ask for compressed answers, and with `If-None-Match` for one past every cache.
 */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { HttpRequest } from './wrk.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export function ask(origin: string, { method, path, headers, body }: HttpRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
