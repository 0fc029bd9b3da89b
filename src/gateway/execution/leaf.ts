/** Scalars and enums of an answer: each type's own `serialize`, after a check for the common case of a ready value. */
import { type GraphQLLeafType, isEnumType, specifiedScalarTypes } from 'graphql'

/** Throws for a value that is not of the type. */
export type Serialize = (value: unknown) => unknown

const specified: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name))

const isText: (value: unknown) => boolean = (value) => typeof value === 'string'
const isInt32 = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value

/** Values that `serialize` gives back as they are */
const readyValues: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: isText,
  String: isText,
  Int: isInt32,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === 'boolean',
}

export function serializerOf(type: GraphQLLeafType): Serialize {
  if (isEnumType(type)) {
    const ready = new Set<unknown>(type.getValues().flatMap(({ name, value }) => (name === value ? [value] : [])))
    return (value) => (ready.has(value) ? value : checked(type, value))
  }
  const isReady = specified.has(type.name) ? readyValues[type.name] : undefined
  if (isReady === undefined) return (value) => checked(type, value)
  return (value) => (isReady(value) ? value : checked(type, value))
}

function checked(type: GraphQLLeafType, value: unknown): unknown {
  const serialized = type.serialize(value)
  if (serialized !== undefined && serialized !== null) return serialized
  throw new Error(`A ${type.name} must not become nothing, as this value did.`)
}
