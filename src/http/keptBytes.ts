/** Kept bytes as a client takes them: in an encoding that it accepts, or not at all when it has them (RFC 9110 §13.1.2). */
import type { KeptBytes } from './answer.ts'

export interface Representation {
  status: 200 | 304
  /** Undefined for bytes as they are */
  encoding: 'br' | 'gzip' | undefined
  etag: string
  body: Buffer | undefined
}

export interface Conditions {
  acceptEncoding: string | undefined
  /** Of GET and HEAD; other methods have no such condition */
  ifNoneMatch: string | undefined
}

export function represent(kept: KeptBytes, { acceptEncoding, ifNoneMatch }: Conditions): Representation {
  const encoding = acceptEncoding === undefined ? undefined : encodingFor(acceptEncoding, kept)
  const etag = etagOf(kept, encoding)
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, kept))
    return { status: 304, encoding: undefined, etag, body: undefined }
  return { status: 200, encoding, etag, body: (encoding === undefined ? undefined : kept[encoding]) ?? kept.body }
}

/** Other bytes are another representation, and a strong tag names one. */
function etagOf({ etag }: KeptBytes, encoding: Representation['encoding']): string {
  if (encoding === undefined) return etag
  return `${etag.slice(0, -1)}${encoding === 'br' ? '-br' : '-gz'}"`
}

/** Whoever has any encoding of it has it; `If-None-Match` compares weakly. */
function matches(ifNoneMatch: string, { etag }: KeptBytes): boolean {
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true
  const own = etag.slice(1, -1)
  return ifNoneMatch.split(',').some((candidate) => {
    const [, opaque = ''] = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(candidate) ?? []
    return opaque === own || opaque === `${own}-br` || opaque === `${own}-gz`
  })
}

/** How much of each is wanted; 0: not at all */
const remembered = new Map<string, { br: number; gzip: number }>()
/** Clients send a handful of different ones. */
const mostRemembered = 100

function encodingFor(accept: string, { br, gzip }: KeptBytes): Representation['encoding'] {
  if (br === undefined && gzip === undefined) return undefined
  let accepted = remembered.get(accept)
  if (accepted === undefined) {
    accepted = { br: weightOf(accept, 'br'), gzip: weightOf(accept, 'gzip') }
    if (remembered.size < mostRemembered) remembered.set(accept, accepted)
  }
  const [brWeight, gzipWeight] = [br === undefined ? 0 : accepted.br, gzip === undefined ? 0 : accepted.gzip]
  if (brWeight === 0 && gzipWeight === 0) return undefined
  return brWeight >= gzipWeight ? 'br' : 'gzip'
}

function weightOf(header: string, encoding: string): number {
  const weights = new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0]
    }),
  )
  return weights.get(encoding) ?? weights.get('*') ?? 0
}
