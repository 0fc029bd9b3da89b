/**
 * Each request must have one `Host` (RFC 9112 §3.2). Attack refused: with two, a proxy in front may believe one and we
 * the other. Node refuses a request without one silently, and takes the first of two.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { badUserInput } from '../errors/errors.ts'
import { errorBody } from './errorBody.ts'

/** HTTP/1.0 allows requests without one. */
export function hasOneHost({ rawHeaders, httpVersionMinor }: IncomingMessage): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts === 1 || (hosts === 0 && httpVersionMinor === 0)
}

export function refuseHosts(response: ServerResponse): void {
  const error = badUserInput('The request must name its host once, in one `Host` header.')
  const { headers, body } = errorBody(error)
  const length = String(Buffer.byteLength(body))
  const own = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': length,
    'cache-control': 'no-store',
    connection: 'close',
  }
  response.writeHead(400, { ...Object.fromEntries(headers), ...own }).end(body)
}
