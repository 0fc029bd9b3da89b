/** The registered operations as the server gives them. Without them the rest of the page still works. */
import type { RegisteredOperation } from '../registeredOperation.ts'

export type Operations = { list: readonly RegisteredOperation[] } | { problem: string }

export async function readOperations(url: URL): Promise<Operations> {
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status} ${response.statusText}`)
    return { list: await response.json() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { problem: `The registered operations could not be read: ${reason}. Reload the page to try again.` }
  }
}
