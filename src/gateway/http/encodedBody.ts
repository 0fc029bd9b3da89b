/** Compressed bodies: `@fastify/compress` unpacks them, and refuses others in words of its own, which we replace. */
import type { IncomingHttpHeaders } from 'node:http'

const encodings = ['zstd', 'br', 'gzip', 'deflate']

/** `Content-Encoding` as the unpacking knows it: names have no case, and gzip has two (RFC 9110 §8.4.1). */
export function nameEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined) headers['content-encoding'] = encoding.toLowerCase().replace(/^x-gzip$/, 'gzip')
}

/** The message for a client whose body could not be unpacked; undefined for any other fault. */
export function encodingFault({ code }: { code?: string }, headers: IncomingHttpHeaders): string | undefined {
  if (code === 'FST_CP_ERR_INVALID_CONTENT') {
    return `The body is not what \`Content-Encoding: ${headers['content-encoding']}\` says. Pack it so, or leave the header out.`
  }
  if (code !== 'FST_CP_ERR_INVALID_CONTENT_ENCODING') return undefined
  return `The body may be packed as ${encodings.slice(0, -1).join(', ')} or ${encodings.at(-1)}. Pack it so, or leave \`Content-Encoding\` out.`
}
