/** The ids that clients see: opaque, unique over all types. Rooms of every kind are `Space`, so that a change of kind keeps the id. */
import { badUserInput } from './errors.ts'

/** Letters, digits and a colon: what comes before the row's id is encoded once, as far as it fills whole groups. */
export function encodeGlobalId(type: string, id: number): string {
  let head = heads.get(type)
  if (head === undefined) {
    const [text, whole] = [`${type}:`, type.length + 1 - ((type.length + 1) % 3)]
    head = { encoded: Buffer.from(text.slice(0, whole)).toString('base64url'), rest: text.slice(whole) }
    heads.set(type, head)
  }
  return head.encoded + base64url(head.rest + id)
}

const heads = new Map<string, { encoded: string; rest: string }>()

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Two digits for each twelve bits */
const pairs = Array.from({ length: 4096 }, (_, bits) => `${digits[bits >> 6]}${digits[bits & 63]}`)

/** Of ASCII: an answer has an id a row, and what the runtime offers takes from two to five times as long. */
function base64url(text: string): string {
  let encoded = ''
  let at = 0
  for (; at + 2 < text.length; at += 3) {
    const bits = (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2)
    encoded += `${pairs[bits >> 12]}${pairs[bits & 4095]}`
  }
  if (at === text.length) return encoded
  if (at + 1 === text.length) return `${encoded}${pairs[text.charCodeAt(at) << 4]}`
  const bits = ((text.charCodeAt(at) << 8) | text.charCodeAt(at + 1)) << 2
  return `${encoded}${pairs[bits >> 6]}${digits[bits & 63]}`
}

export interface GlobalId {
  type: string
  id: number
}

/** The parts of an id; BAD_USER_INPUT when it is none. */
export function decodeGlobalId(globalId: string): GlobalId {
  const [, type, number] = /^([A-Z][A-Za-z]*):([1-9]\d{0,9})$/.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
  const id = Number(number)
  if (type === undefined || id > 2 ** 31 - 1 || Buffer.from(`${type}:${number}`).toString('base64url') !== globalId) {
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
