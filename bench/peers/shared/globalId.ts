/** The ids of Compax Gateway, so that every peer that writes its own schema is asked the same. */

export const encodeGlobalId = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64url')

export function decodeGlobalId(globalId: string): { type: string; id: number } {
  const [type = '', id] = Buffer.from(globalId, 'base64url').toString().split(':')
  return { type, id: Number(id) }
}
