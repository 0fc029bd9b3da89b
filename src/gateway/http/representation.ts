/** Kept bytes as a client takes them: in an encoding that it accepts, or none if it has them (RFC 9110 §13.1.2). */
import type { LookUp } from '../types.ts'
import { remembering } from './remembering.ts'

export interface KeptBytes {
  readonly body: Buffer
  /** Strong and quoted, of `body` */
  readonly etag: string
  br?: Buffer
  gzip?: Buffer
}

export interface Representation {
  status: 200 | 304
  /** Undefined for bytes as they are */
  encoding: 'br' | 'gzip' | undefined
  etag: string
  body: Buffer | undefined
}

export type Conditions = Pick<LookUp, 'acceptEncoding' | 'ifNoneMatch'>

export function selectRepresentation(kept: KeptBytes, { acceptEncoding, ifNoneMatch }: Conditions): Representation {
  const encoding = acceptEncoding === undefined ? undefined : encodingFor(acceptEncoding, kept)
  const etag = etagOf(kept, encoding)
  const held = ifNoneMatch === undefined ? undefined : heldTag(ifNoneMatch, { plain: kept.etag, chosen: etag })
  if (held !== undefined) return { status: 304, encoding: undefined, etag: held, body: undefined }
  return { status: 200, encoding, etag, body: (encoding === undefined ? undefined : kept[encoding]) ?? kept.body }
}

/** Other bytes are another representation, and a strong tag must name only one. */
function etagOf({ etag }: KeptBytes, encoding: Representation['encoding']): string {
  return encoding === undefined ? etag : encodedTag(etag, encoding)
}

export const encodedTag = (etag: string, encoding: Encoding): string =>
  `${etag.slice(0, -1)}${encoding === 'br' ? '-br' : '-gz'}"`

interface Tags {
  plain: string
  /** Of the representation that would be sent */
  chosen: string
}

/**
 * The tag that the client holds for this content, in any encoding, because the client can use what it has. A 304 names
 * that tag, so that caches find the response that they are to go on using (RFC 9111 §4.3.4). `If-None-Match` compares
 * weakly.
 */
export function heldTag(ifNoneMatch: string, { plain, chosen }: Tags): string | undefined {
  if (ifNoneMatch === chosen || ifNoneMatch === '*') return chosen
  const held = ifNoneMatch.split(',').map((candidate) => /^\s*(?:W\/)?("[^"]*")\s*$/.exec(candidate)?.[1])
  return [chosen, plain, encodedTag(plain, 'br'), encodedTag(plain, 'gzip')].find((tag) => held.includes(tag))
}

type Encoding = 'br' | 'gzip'

const encodingFor = (accept: string, kept: KeptBytes): Encoding | undefined =>
  preferences(accept).find((encoding) => kept[encoding] !== undefined)

/** Whether the client's first choice is not made yet; bodies below a packet get no encoding. */
export function lacksEncoding(kept: KeptBytes, acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined || kept.body.length <= minEncodedBytes) return false
  const [wanted] = preferences(acceptEncoding)
  return wanted !== undefined && kept[wanted] === undefined
}

const minEncodedBytes = 1024

/** The client's encodings, best first; of equals the smaller. */
const preferences = remembering((accept): Encoding[] => {
  const weights = { br: weightOf(accept, 'br'), gzip: weightOf(accept, 'gzip') }
  const found = (['br', 'gzip'] as const).filter((encoding) => weights[encoding] > 0)
  return found.sort((a, b) => weights[b] - weights[a])
})

function weightOf(header: string, encoding: string): number {
  const weights = new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return [name, weight === undefined ? 1 : Number(weight.slice(2))]
    }),
  )
  return weights.get(encoding) ?? weights.get('*') ?? 0
}
