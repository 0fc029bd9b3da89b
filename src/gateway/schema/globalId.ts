/**
 * The ids that clients see: opaque, and unique over all types. Types that implement an interface of rows share its
 * name, so that a row that changes its type keeps its id.
 */
import { badUserInput } from '../errors/errors.ts'

/** Letters, digits and a colon: their base64 has none of the characters that base64url writes in another way. */
export function encodeGlobalId(type: string, id: number): string {
  const plain = `${type}:${id}`
  // Cuts off the padding: four characters for three.
  return btoa(plain).slice(0, Math.ceil((plain.length * 4) / 3))
}

export interface GlobalId {
  type: string
  id: number
}

/** The parts of an id; BAD_USER_INPUT if it is not one. */
export function decodeGlobalId(globalId: string): GlobalId {
  const [, type, digits] = /^([A-Z][A-Za-z]*):([1-9]\d{0,9})$/.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
  const id = Number(digits)
  if (type === undefined || id > 2 ** 31 - 1 || encodeGlobalId(type, id) !== globalId) {
    throw badUserInput(
      `${JSON.stringify(globalId.slice(0, 60))} is not an id. Use the \`id\` of an object as it was given.`,
    )
  }
  return { type, id }
}

/** The row's id in a global id that must be of this type. */
export function decodeIdOf(type: string, globalId: string): number {
  const decoded = decodeGlobalId(globalId)
  if (decoded.type !== type) {
    throw badUserInput(`This is the id of a ${decoded.type}, where the id of a ${type} is asked for.`)
  }
  return decoded.id
}
