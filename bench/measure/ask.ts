/** One request and its answer: for checking what servers say before any of them is timed. */
import type { HttpRequest } from './wrk.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export async function ask(origin: string, { method, path, headers, body }: HttpRequest): Promise<Answer> {
  const response = await fetch(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
